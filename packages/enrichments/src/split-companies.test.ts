import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { normalisedText } from "./normalised-text.ts";
import { type CompanyRow, splitCompanies } from "./split-companies.ts";

const rows = parse<CompanyRow>(
  readFileSync(new URL("../../simulators/data/companies-stockholm.csv", import.meta.url)),
  { columns: true },
);
const { examples, cases } = splitCompanies(rows);

test("the shipped examples and cases are just the split of the companies", () => {
  const shipped = (name: string) =>
    readFileSync(new URL(`../catalog/company-profile/${name}.jsonl`, import.meta.url), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  expect(shipped("examples")).toEqual(examples);
  expect(shipped("cases")).toEqual(cases);
});

test("no description stands on both sides, and about a quarter are examples", () => {
  const known = new Set(examples.map(({ inputs }) => normalisedText(inputs.description ?? "")));
  expect(cases.filter(({ inputs }) => known.has(normalisedText(inputs.description ?? "")))).toEqual(
    [],
  );
  expect(examples.length / (examples.length + cases.length)).toBeCloseTo(0.25, 1);
});
