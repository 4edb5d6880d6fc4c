import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

export interface Company {
  symbol: string;
  name: string;
  summary: string;
  sector: string;
  industryGroup: string;
  industry: string;
  country: string;
  city: string;
  website: string;
  marketCap: string;
}

export type Exchange = "stockholm" | "copenhagen";

/** The companies of an exchange, in the order of the file. See `data/README.md` for where they come from. */
export function readCompanies(exchange: Exchange): Company[] {
  const file = new URL(`../../data/companies-${exchange}.csv`, import.meta.url);
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });
  return rows.map((row) => ({
    symbol: row.symbol ?? "",
    name: row.name ?? "",
    summary: row.summary ?? "",
    sector: row.sector ?? "",
    industryGroup: row.industry_group ?? "",
    industry: row.industry ?? "",
    country: row.country ?? "",
    city: row.city ?? "",
    website: row.website ?? "",
    marketCap: row.market_cap ?? "",
  }));
}
