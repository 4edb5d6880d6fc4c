import { extendMapping, type Mapping } from "../mapping/mapping.ts";

/** What is read of an org unless a mapping says otherwise. */
export const salesforceMapping: Mapping = extendMapping(new Map(), {
  company: {
    object: "Account",
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
    fields: {
      name: "Name",
      description: "Description",
      stage: { from: "StageName", type: "choice" },
      amount: { from: "Amount", type: "number" },
      closesOn: { from: "CloseDate", type: "date" },
    },
  },
});
