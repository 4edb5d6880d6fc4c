import { hashOf } from "./choose.ts";
import type { Company } from "./companies.ts";
import {
  descriptionOf,
  domainOf,
  employeesOf,
  otherName,
  pastedWebsite,
} from "./company-details.ts";
import { type Person, personAt } from "./people.ts";
import { assignPhones, formatPhone, type PhoneNumber, phoneStyles } from "./phone-numbers.ts";

export type PlannedFields = Record<string, string | number | null>;

export interface PlannedCompany {
  fields: PlannedFields;
  /** Of those who work there; the CRM's reference to the company is added when it is known. */
  contacts: PlannedFields[];
}

export interface StockholmPlan {
  salesforce: PlannedCompany[];
  hubspot: PlannedCompany[];
}

const inBoth = 120;
const inSalesforceOnly = 380;

/** A listing, with what was made up for it. */
interface Listing {
  company: Company;
  description: string;
  phone: PhoneNumber | undefined;
}

/**
 * Which company is in which CRM, and how it is written there. The same on every run. A company that
 * is in both has a domain by which it can be told, and is there once in each.
 */
export function planStockholm(companies: readonly Company[]): StockholmPlan {
  const ordered = shuffled(companies, "place");
  const distinct = new Map(ordered.map((company) => [company.summary, company]));
  const shared = new Set(
    [...distinct.values()].filter((company) => domainOf(company) !== "").slice(0, inBoth),
  );
  const others = ordered.filter((company) => !shared.has(company));
  const phones = assignPhones([...shared, ...others]);
  const descriptions = new Map(
    others.map((company, index) => [company, descriptionOf(company, index)]),
  );
  const listing = (company: Company): Listing => ({
    company,
    description: descriptions.get(company) ?? company.summary,
    phone: phones.get(company.summary),
  });
  const inSalesforce = shuffled([...shared, ...others.slice(0, inSalesforceOnly)], "salesforce");
  const inHubspot = shuffled([...shared, ...others.slice(inSalesforceOnly)], "hubspot");
  return {
    salesforce: inSalesforce.map(listing).map((one) => ({
      fields: accountOf(one),
      contacts: peopleOf(one.company, "salesforce").map((person) => salesforceContact(person, one)),
    })),
    hubspot: withUniqueEmails(
      inHubspot.map(listing).map((one) => ({
        fields: hubspotCompany(one, shared.has(one.company)),
        contacts: peopleOf(one.company, "hubspot").map((person) => hubspotContact(person, one)),
      })),
    ),
  };
}

function shuffled(companies: readonly Company[], key: string): Company[] {
  const rank = ({ symbol }: Company) => hashOf(`${symbol} ${key}`);
  return companies.toSorted((a, b) => rank(a) - rank(b));
}

function accountOf({ company, description, phone }: Listing): PlannedFields {
  return {
    Name: company.name,
    Website: orNull(pastedWebsite(company)),
    Description: orNull(description),
    Phone: phone ? formatPhone(phone, phoneStyle(company)) : null,
    BillingCity: orNull(company.city),
    BillingCountry: orNull(company.country),
    NumberOfEmployees: employeesOf(company) ?? null,
  };
}

function hubspotCompany(
  { company, description, phone }: Listing,
  isShared: boolean,
): PlannedFields {
  const { symbol } = company;
  const isRetyped = isShared || hashOf(`${symbol} retyped`) % 2 === 0;
  const employees = employeesOf(company);
  return {
    name: isRetyped ? otherName(company) : company.name,
    domain: orNull(domainOf(company)),
    website: orNull(company.website),
    description: orNull(description),
    phone: phone ? formatPhone(phone, phoneStyle(company) + otherStyle(company)) : null,
    city: orNull(company.city),
    country: orNull(hashOf(`${symbol} country`) % 12 === 0 ? codeOf(company) : company.country),
    numberofemployees: employees === undefined ? null : writtenNumber(employees, symbol),
  };
}

function phoneStyle({ symbol }: Company): number {
  return hashOf(`${symbol} phone`) % phoneStyles;
}

/** What is added to a style to make it another one. */
function otherStyle({ symbol }: Company): number {
  return 1 + (hashOf(`${symbol} other phone`) % (phoneStyles - 1));
}

function codeOf({ country }: Company): string {
  return country === "Sweden" ? "SE" : country;
}

/** HubSpot returns numbers as they were typed. */
function writtenNumber(number: number, key: string): string {
  return hashOf(`${key} number`) % 5 === 0 ? `${number}.0` : `${number}`;
}

function peopleOf(company: Company, crm: string): Person[] {
  const kind = hashOf(`${company.symbol} ${crm} people`) % 20;
  const count = kind < 2 ? 0 : kind < 4 ? 2 : 1;
  return Array.from({ length: count }, (_, index) =>
    personAt(domainOf(company), `${company.symbol} ${crm} ${index}`),
  );
}

function salesforceContact(person: Person, { phone }: Listing): PlannedFields {
  return {
    FirstName: person.firstName,
    LastName: person.lastName,
    Email: orNull(person.email),
    Title: orNull(person.jobTitle),
    Phone: switchboard(person, phone),
  };
}

function hubspotContact(person: Person, { company, phone }: Listing): PlannedFields {
  return {
    firstname: person.firstName,
    lastname: person.lastName,
    email: orNull(person.email),
    jobtitle: orNull(person.jobTitle),
    phone: switchboard(person, phone),
    company: company.name,
  };
}

/** Of every other person the number is known, and it is that of the company. */
function switchboard({ email }: Person, phone: PhoneNumber | undefined): string | null {
  const isKnown = phone !== undefined && hashOf(`${email} phone`) % 2 === 0;
  return isKnown ? formatPhone(phone, hashOf(email)) : null;
}

/** HubSpot keeps one contact for an address, and several companies can have one domain. */
function withUniqueEmails(companies: readonly PlannedCompany[]): PlannedCompany[] {
  const taken = new Set<string>();
  return companies.map(({ fields, contacts }) => ({
    fields,
    contacts: contacts.map((contact) => {
      const email = freeEmail(contact.email, taken);
      if (email !== null) taken.add(email);
      return { ...contact, email };
    }),
  }));
}

function freeEmail(
  wanted: PlannedFields[string] | undefined,
  taken: ReadonlySet<string>,
): string | null {
  if (typeof wanted !== "string") return null;
  let email = wanted;
  for (let number = 2; taken.has(email); number++) email = wanted.replace("@", `${number}@`);
  return email;
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
