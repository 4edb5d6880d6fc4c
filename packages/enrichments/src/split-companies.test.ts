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

test("no description and no name stands on both sides, nor twice among the cases", () => {
  for (const input of ["description", "name"]) {
    const known = new Set(examples.map(({ inputs }) => normalisedText(inputs[input] ?? "")));
    const held = cases.map(({ inputs }) => normalisedText(inputs[input] ?? ""));
    expect(held.filter((text) => known.has(text))).toEqual([]);
  }
  const held = cases.map(({ inputs }) => normalisedText(inputs.description ?? ""));
  expect(new Set(held).size).toBe(cases.length);
});

test("about a quarter are examples, and nearly every company is on one of the sides", () => {
  const distinct = new Set(rows.map(({ summary }) => normalisedText(summary))).size;
  expect(examples.length / distinct).toBeCloseTo(0.25, 1);
  expect(distinct - examples.length - cases.length).toBeLessThan(5);
});

test("two listings of one company are one, whatever their letters and spaces", () => {
  const [row] = rows;
  if (!row) throw new Error("no companies");
  const again = { ...row, name: `${row.name} B`, summary: ` ${row.summary.toUpperCase()}\n` };
  const split = splitCompanies([row, again]);
  expect([...split.examples, ...split.cases]).toHaveLength(1);
});
