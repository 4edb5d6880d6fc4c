import type { HubspotSimulator } from "../hubspot/hubspot-simulator.ts";
import type { SalesforceSimulator } from "../salesforce/salesforce-simulator.ts";
import { readCompanies } from "./companies.ts";
import { firstRecords } from "./first-records.ts";
import { planLeads } from "./plan-leads.ts";
import { type PlannedCompany, type PlannedFields, planStockholm } from "./plan-stockholm.ts";
import { type PlannedTicket, planTickets } from "./plan-tickets.ts";
import { importedAtMs } from "./stamps.ts";

export interface SeedTargets {
  hubspot?: Pick<HubspotSimulator, "seed" | "seedTogether" | "count"> | undefined;
  salesforce?: Pick<SalesforceSimulator, "seed" | "seedTogether" | "count"> | undefined;
}

/** How many records each CRM was given; none where it held some already. */
export interface SeedResult {
  hubspot: SeedCount;
  salesforce: SeedCount;
}

export interface SeedCount {
  companies: number;
  contacts: number;
  leads: number;
  tickets: number;
}

const none: SeedCount = { companies: 0, contacts: 0, leads: 0, tickets: 0 };

/**
 * Puts 780 real companies and invented people into the CRMs: 500 companies into Salesforce, 400 into
 * HubSpot, 120 of them into both under other names; and 30 leads and 40 tickets, invented, into each. Or
 * the first `records` of the companies and people alone, from both in turn. A CRM that holds anything already is left as it is.
 */
export async function seedStockholm(
  { hubspot, salesforce }: SeedTargets,
  { records }: { records?: number | undefined } = {},
): Promise<SeedResult> {
  const whole = planStockholm(readCompanies("stockholm"));
  const plan = records === undefined ? whole : firstRecords(whole, records);
  const isWhole = records === undefined;
  const leads = isWhole ? planLeads(readCompanies("copenhagen")) : { hubspot: [], salesforce: [] };
  const tickets = isWhole ? planTickets(whole) : { hubspot: [], salesforce: [] };
  const isEmpty = async (crm: { count(): Promise<number> }) => (await crm.count()) === 0;
  return {
    hubspot:
      hubspot && (await isEmpty(hubspot))
        ? hubspot.seedTogether(() => {
            const into = (object: "companies" | "contacts" | "leads" | "tickets") => (rows: Rows) =>
              hubspot.seed(object, rows, importedAtMs);
            return seedPlanned(
              { companies: plan.hubspot, leads: leads.hubspot, tickets: tickets.hubspot },
              {
                ...{ companies: into("companies"), contacts: into("contacts") },
                ...{ leads: into("leads"), tickets: into("tickets") },
                reference: "associatedcompanyid",
              },
            );
          })
        : none,
    salesforce:
      salesforce && (await isEmpty(salesforce))
        ? salesforce.seedTogether(() => {
            const into = (object: "Account" | "Contact" | "Lead" | "Case") => (rows: Rows) =>
              salesforce.seed(object, rows, importedAtMs);
            return seedPlanned(
              { companies: plan.salesforce, leads: leads.salesforce, tickets: tickets.salesforce },
              {
                ...{ companies: into("Account"), contacts: into("Contact") },
                ...{ leads: into("Lead"), tickets: into("Case") },
                ...{ reference: "AccountId", ticketReference: "AccountId" },
              },
            );
          })
        : none,
  };
}

type Rows = readonly Record<string, unknown>[];
type SeedAll = (rows: Rows) => string[];

interface PlannedRecords {
  companies: readonly PlannedCompany[];
  leads: readonly PlannedFields[];
  tickets: readonly PlannedTicket[];
}

interface SeedInto {
  companies: SeedAll;
  contacts: SeedAll;
  leads: SeedAll;
  tickets: SeedAll;
  /** The field of a contact that names its company; of a ticket, if it has one. */
  reference: string;
  ticketReference?: string;
}

function seedPlanned({ companies, leads, tickets }: PlannedRecords, into: SeedInto): SeedCount {
  const { reference, ticketReference } = into;
  const ids = into.companies(companies.map(({ fields }) => fields));
  const people = companies.flatMap((company, index) =>
    company.contacts.map((contact) => ({ ...contact, [reference]: ids[index] ?? null })),
  );
  const written = tickets.map(({ fields, company }) => ({
    ...fields,
    ...(ticketReference !== undefined && { [ticketReference]: ids[company] ?? null }),
  }));
  return {
    companies: ids.length,
    contacts: into.contacts(people).length,
    leads: into.leads(leads).length,
    tickets: into.tickets(written).length,
  };
}

export interface HeldBackLabel {
  summary: string;
  /** One of 11 classes, loosely GICS. */
  sector: string;
}

/**
 * The right answers, which never enter a CRM: the sector by the text that describes a company, one for
 * each text. Some texts are in a CRM with other white space; for a few that are there as HTML or
 * with emoji there is no answer.
 */
export function heldBackLabels(): HeldBackLabel[] {
  const labels = readCompanies("stockholm").map(({ summary, sector }) => ({ summary, sector }));
  return [...new Map(labels.map((label) => [label.summary, label])).values()];
}
