import { extendMapping, type Mapping } from "../mapping/mapping.ts";

/** What is read of a portal unless a mapping says otherwise. */
export const hubspotMapping: Mapping = extendMapping(new Map(), {
  company: {
    object: "companies",
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
    fields: {
      name: "dealname",
      description: "description",
      stage: { from: "dealstage", type: "choice" },
      amount: { from: "amount", type: "number" },
      closesOn: { from: "closedate", type: "date" },
    },
  },
});
