import type { HubspotSimulator } from "../hubspot/hubspot-simulator.ts";
import type { SalesforceSimulator } from "../salesforce/salesforce-simulator.ts";
import { readCompanies } from "./companies.ts";
import { firstRecords } from "./first-records.ts";
import { type PlannedCompany, planStockholm } from "./plan-stockholm.ts";
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
}

const none: SeedCount = { companies: 0, contacts: 0 };

/**
 * Puts 780 real companies and invented people into the CRMs: 500 companies into Salesforce, 400 into
 * HubSpot, 120 of them into both under other names; or the first `records` of all these, from both in
 * turn. A CRM that holds anything already is left as it is.
 */
export async function seedStockholm(
  { hubspot, salesforce }: SeedTargets,
  { records }: { records?: number | undefined } = {},
): Promise<SeedResult> {
  const whole = planStockholm(readCompanies("stockholm"));
  const plan = records === undefined ? whole : firstRecords(whole, records);
  const isEmpty = async (crm: { count(): Promise<number> }) => (await crm.count()) === 0;
  return {
    hubspot:
      hubspot && (await isEmpty(hubspot))
        ? hubspot.seedTogether(() =>
            seedPlanned(plan.hubspot, {
              companies: (rows) => hubspot.seed("companies", rows, importedAtMs),
              contacts: (rows) => hubspot.seed("contacts", rows, importedAtMs),
              reference: "associatedcompanyid",
            }),
          )
        : none,
    salesforce:
      salesforce && (await isEmpty(salesforce))
        ? salesforce.seedTogether(() =>
            seedPlanned(plan.salesforce, {
              companies: (rows) => salesforce.seed("Account", rows, importedAtMs),
              contacts: (rows) => salesforce.seed("Contact", rows, importedAtMs),
              reference: "AccountId",
            }),
          )
        : none,
  };
}

type SeedAll = (rows: readonly Record<string, unknown>[]) => string[];

function seedPlanned(
  planned: readonly PlannedCompany[],
  { companies, contacts, reference }: { companies: SeedAll; contacts: SeedAll; reference: string },
): SeedCount {
  const ids = companies(planned.map(({ fields }) => fields));
  const people = planned.flatMap((company, index) =>
    company.contacts.map((contact) => ({ ...contact, [reference]: ids[index] ?? null })),
  );
  return { companies: ids.length, contacts: contacts(people).length };
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
