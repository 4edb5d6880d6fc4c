import { type Company, readCompanies } from "./companies.ts";
import type { SeedTargets } from "./seed-stockholm.ts";

export interface BulkCompany {
  name: string;
  domain: string;
  description: string;
  city: string;
  country: string;
}

export interface BulkResult {
  hubspot: string[];
  salesforce: string[];
}

/** As many companies as asked for, no two of them with the same description, made from real ones. */
export function distinctCompanies(count: number): BulkCompany[] {
  const real = distinctByText([...readCompanies("stockholm"), ...readCompanies("copenhagen")]);
  return Array.from({ length: count }, (_, index) => {
    const company = real[index % real.length];
    if (!company) throw new Error("there are no companies to make others from");
    return variant(company, Math.floor(index / real.length));
  });
}

/** Puts them into each CRM that is given, for benchmarks; the ids in order. */
export function seedCompanies(
  { hubspot, salesforce }: SeedTargets,
  { count }: { count: number },
): BulkResult {
  const companies = distinctCompanies(count);
  return {
    hubspot:
      hubspot?.seed(
        "companies",
        companies.map((company) => ({ ...company })),
      ) ?? [],
    salesforce:
      salesforce?.seed(
        "Account",
        companies.map(({ name, domain, description, city, country }) => ({
          Name: name,
          Website: domain,
          Description: description,
          BillingCity: city,
          BillingCountry: country,
        })),
      ) ?? [],
  };
}

function distinctByText(companies: readonly Company[]): Company[] {
  return [...new Map(companies.map((company) => [company.summary, company])).values()];
}

function variant({ name, symbol, summary, city, country }: Company, round: number): BulkCompany {
  const slug = symbol.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return {
    name: round === 0 ? name : `${name} ${round + 1}`,
    domain: round === 0 ? `${slug}.example` : `${slug}-${round}.example`,
    description: round === 0 ? summary : reworded(summary, round),
    city,
    country,
  };
}

function reworded(summary: string, round: number): string {
  const sentences = summary.split(/(?<=\.) /);
  const turn = round % sentences.length;
  const turned = [...sentences.slice(turn), ...sentences.slice(0, turn)].join(" ");
  return `${turned} It runs ${round + 1} sites in the region.`;
}
