import { allActivities } from "../activities/activity-kinds.ts";
import { extendMapping, type Mapping } from "../mapping/mapping.ts";

/** What is read of a portal unless a mapping says otherwise. */
export const hubspotMapping: Mapping = extendMapping(new Map(), {
  company: {
    object: "companies",
    activities: allActivities,
    fields: {
      name: "name",
      description: "description",
      domain: { from: ["domain", "website"], type: "domain" },
      phone: { from: "phone", type: "phone", country: "country" },
      country: { from: "country", filterable: true },
      city: "city",
      employees: { from: "numberofemployees", type: "integer" },
    },
  },
  contact: {
    object: "contacts",
    activities: allActivities,
    fields: {
      firstName: "firstname",
      lastName: "lastname",
      email: { from: "email", type: "email" },
      jobTitle: "jobtitle",
      phone: { from: "phone", type: "phone", country: "country" },
    },
  },
  deal: {
    object: "deals",
    activities: allActivities,
    fields: {
      name: "dealname",
      description: "description",
      stage: { from: "dealstage", type: "choice" },
      amount: { from: "amount", type: "number" },
      closesOn: { from: "closedate", type: "date" },
    },
  },
  lead: {
    object: "leads",
    activities: allActivities,
    fields: {
      name: "hs_lead_name",
      // A lead is somebody's contact; HubSpot shows on it who that is.
      firstName: "hs_associated_contact_firstname",
      lastName: "hs_associated_contact_lastname",
      email: { from: "hs_associated_contact_email", type: "email" },
      company: "hs_associated_company_name",
      status: { from: "hs_pipeline_stage", type: "choice" },
    },
  },
  ticket: {
    object: "tickets",
    activities: allActivities,
    fields: {
      subject: "subject",
      content: "content",
      status: { from: "hs_pipeline_stage", type: "choice" },
      priority: { from: "hs_ticket_priority", type: "choice" },
      closedAt: { from: "closed_date", type: "time" },
    },
  },
});
