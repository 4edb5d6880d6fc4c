import { choose, hashOf } from "./choose.ts";
import type { Company } from "./companies.ts";
import { domainOf, pastedWebsite } from "./company-details.ts";
import { type Person, personAt } from "./people.ts";
import type { PlannedFields } from "./plan-stockholm.ts";

export interface LeadPlan {
  salesforce: PlannedFields[];
  hubspot: PlannedFields[];
}

const inEach = 30;

/** Invented people of these companies, with whom nobody has a deal yet. The same on every run. */
export function planLeads(companies: readonly Company[]): LeadPlan {
  const rank = ({ symbol }: Company) => hashOf(`${symbol} lead`);
  const ordered = companies.toSorted((a, b) => rank(a) - rank(b));
  return {
    salesforce: ordered.slice(0, inEach).map((company) => salesforceLead(company, leadAt(company))),
    hubspot: ordered
      .slice(inEach, 2 * inEach)
      .map((company) => hubspotLead(company, leadAt(company))),
  };
}

function leadAt(company: Company): Person {
  return personAt(domainOf(company), `${company.symbol} lead`);
}

const origins = [
  "Left a card at the fair in Gothenburg; wants prices for two sites.",
  "Asked on the website for a demonstration, in English if possible.",
  "Recommended by a customer. Call back after the holidays.",
  "Downloaded the price list. No answer to two mails.",
] as const;

function salesforceLead(company: Company, person: Person): PlannedFields {
  const key = `${company.symbol} lead`;
  return {
    FirstName: person.firstName,
    LastName: person.lastName,
    Company: company.name,
    Email: orNull(person.email),
    Title: orNull(person.jobTitle),
    Website: orNull(pastedWebsite(company)),
    Country: orNull(company.country),
    Status: choose(["Open - Not Contacted", "Working"], `${key} status`),
    Description: choose(origins, `${key} origin`),
  };
}

/** Of HubSpot's own pipeline of leads. */
const stages = ["new-stage-id", "attempting-stage-id", "connected-stage-id"] as const;

function hubspotLead(company: Company, { firstName, lastName, email }: Person): PlannedFields {
  const key = `${company.symbol} lead`;
  return {
    hs_lead_name: `${firstName} ${lastName} - ${company.name}`,
    hs_lead_type: "NEW_BUSINESS",
    hs_lead_label: choose(["HOT", "WARM", "COLD"], `${key} label`),
    hs_pipeline: "lead-pipeline-id",
    hs_pipeline_stage: choose(stages, `${key} stage`),
    hs_associated_contact_firstname: firstName,
    hs_associated_contact_lastname: lastName,
    hs_associated_contact_email: orNull(email),
    hs_associated_company_name: company.name,
  };
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
