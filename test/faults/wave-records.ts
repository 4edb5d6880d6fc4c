import type { Values } from "./crm-books.ts";
import type { FaultLine } from "./fault-line.ts";

/** What the audit knows of a kind of record, in the words of its vendor. */
export interface RecordKind {
  crm: "hubspot" | "salesforce";
  object: "company" | "contact";
  vendorObject: string;
  inputField: string;
  /** The vendor's field by ours. */
  outputs: Readonly<Record<string, string>>;
}

export interface WaveRecord {
  kind: RecordKind;
  id: string;
  name: string;
}

const kinds = {
  hubspotCompany: {
    crm: "hubspot",
    object: "company",
    vendorObject: "companies",
    inputField: "description",
    outputs: { ai_industry: "ai_industry", ai_summary: "ai_summary" },
  },
  salesforceCompany: {
    crm: "salesforce",
    object: "company",
    vendorObject: "Account",
    inputField: "Description",
    outputs: { ai_industry: "Ai_Industry__c", ai_summary: "Ai_Summary__c" },
  },
  hubspotContact: {
    crm: "hubspot",
    object: "contact",
    vendorObject: "contacts",
    inputField: "jobtitle",
    outputs: { ai_seniority: "ai_seniority", ai_department: "ai_department" },
  },
} satisfies Record<string, RecordKind>;

/** What is in the inputs of a company, and by the simulated model in its summary. */
export function textOf(name: string, edition: number): string {
  return `${name} edition ${edition} makes parts for the pumps of ships. It is based in Turku, Finland.`;
}

export const personsIndustry = "Real Estate";

/** Some records in both CRMs: all distinct, but for contacts that share a job title and so one paid call. */
export async function createRecords(
  { hubspot, salesforce }: Pick<FaultLine, "hubspot" | "salesforce">,
  group: string,
): Promise<WaveRecord[]> {
  const names = (what: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${group} ${what} ${index}`);
  const [companies, accounts, contacts] = [
    names("Hub", 16),
    names("Sales", 10),
    names("Person", 6),
  ];
  const [companyIds, accountIds, contactIds] = await Promise.all([
    hubspot.create("companies", companies.map(hubspotCompany)),
    salesforce.create("Account", accounts.map(salesforceAccount)),
    hubspot.create(
      "contacts",
      contacts.map((lastname, index) => ({ lastname, jobtitle: `Head of ${group} ${index % 2}` })),
    ),
  ]);
  const join = (kind: RecordKind, ids: readonly string[], all: readonly string[]) =>
    ids.map((id, index) => ({ kind, id, name: all[index] ?? "" }));
  return [
    ...join(kinds.hubspotCompany, companyIds, companies),
    ...join(kinds.salesforceCompany, accountIds, accounts),
    ...join(kinds.hubspotContact, contactIds, contacts),
  ];
}

/** In each eight one that a person has filled in already, and one of which nothing is known. */
function hubspotCompany(name: string, index: number): Values {
  return {
    name,
    ...(index % 8 !== 6 && { description: textOf(name, 1) }),
    ...(index % 8 === 1 && { ai_industry: personsIndustry }),
  };
}

function salesforceAccount(name: string, index: number): Values {
  return {
    Name: name,
    ...(index % 8 !== 6 && { Description: textOf(name, 1) }),
    ...(index % 8 === 1 && { Ai_Industry__c: personsIndustry }),
  };
}
