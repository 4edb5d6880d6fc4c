import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { type CompanyRow, splitCompanies } from "./split-companies.ts";

/** Regenerates the examples and cases of `company-profile` from the simulators' companies. */
const source = new URL("../../simulators/data/companies-stockholm.csv", import.meta.url);
const target = new URL("../catalog/company-profile/", import.meta.url);
const rows = parse<CompanyRow>(readFileSync(source), { columns: true });
for (const [name, cases] of Object.entries(splitCompanies(rows))) {
  const lines = cases.map((one) => `${JSON.stringify(one)}\n`);
  writeFileSync(new URL(`${name}.jsonl`, target), lines.join(""));
}
