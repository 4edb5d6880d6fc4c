import { allActivities } from "../activities/activity-kinds.ts";
import { extendMapping, type Mapping } from "../mapping/mapping.ts";

/** What is read of an org unless a mapping says otherwise. */
export const salesforceMapping: Mapping = extendMapping(new Map(), {
  company: {
    object: "Account",
    activities: allActivities,
    fields: {
      name: "Name",
      description: "Description",
      domain: { from: "Website", type: "domain" },
      phone: { from: "Phone", type: "phone", country: "BillingCountry" },
      country: { from: "BillingCountry", filterable: true },
      city: "BillingCity",
      employees: { from: "NumberOfEmployees", type: "integer" },
    },
  },
  contact: {
    object: "Contact",
    activities: allActivities,
    fields: {
      firstName: "FirstName",
      lastName: "LastName",
      email: { from: "Email", type: "email" },
      jobTitle: "Title",
      phone: { from: "Phone", type: "phone", country: "MailingCountry" },
    },
  },
  deal: {
    object: "Opportunity",
    activities: allActivities,
    fields: {
      name: "Name",
      description: "Description",
      stage: { from: "StageName", type: "choice" },
      amount: { from: "Amount", type: "number" },
      closesOn: { from: "CloseDate", type: "date" },
    },
  },
  lead: {
    object: "Lead",
    activities: allActivities,
    fields: {
      name: "Name",
      firstName: "FirstName",
      lastName: "LastName",
      email: { from: "Email", type: "email" },
      company: "Company",
      status: { from: "Status", type: "choice" },
      jobTitle: "Title",
      description: "Description",
      domain: { from: "Website", type: "domain" },
      phone: { from: "Phone", type: "phone", country: "Country" },
    },
  },
  ticket: {
    object: "Case",
    activities: allActivities,
    fields: {
      subject: "Subject",
      content: "Description",
      status: { from: "Status", type: "choice" },
      priority: { from: "Priority", type: "choice" },
      closedAt: { from: "ClosedDate", type: "time" },
    },
  },
});
