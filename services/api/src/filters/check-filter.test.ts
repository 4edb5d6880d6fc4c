import { parseFilter, readFilter } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { checkFilter, filterProblemsText } from "./check-filter.ts";

const field = (name: string, type: string | null, options: readonly string[] | null = null) =>
  ({ name, source: "fields", type, options, isShown: true, describedAt: null }) as const;
const fields = [
  ...[field("country", "text"), field("employees", "integer"), field("revenue", "number")],
  ...[field("isClient", "boolean"), field("closesOn", "date"), field("seenAt", "time")],
  ...[field("stage", "choice", ["lead", "customer"]), field("other", null)],
  { ...field("ai_industry", "choice", ["Energy", "Media"]), source: "outputs" } as const,
  {
    ...field("region", "choice", ["north"]),
    describedAt: new Date("2026-03-01T09:30:00.000Z"),
  },
  { ...field("secret", "text"), isShown: false },
];

function problems(text: string): string[] {
  return checkFilter(parseFilter(text), { object: "company", fields }).map(
    ({ problem }) => problem,
  );
}

test.each([
  'country = "NO" and country contains N and country in (NO, SE) and country is blank',
  "employees > 50 and employees = -3 and revenue between 0.5 and 7 and employees in (1, 2)",
  "isClient = true and isClient != false and closesOn = 2026-03-01 and closesOn is not blank",
  "closesOn < 2026-03-01T09:30:00.000Z and seenAt >= 2026-03-01",
  "seenAt = 2026-03-01T09:30:00.000Z and stage = lead and stage starts with l",
  "other > 5 and other contains x and other = y",
  "ai_industry is outdated or ai_industry corrected since 2026-03-01 or ai_industry = Media",
  "id in (1, 2) and id != 3",
  "",
])("%s fits the fields", (text) => {
  expect(problems(text)).toEqual([]);
});

test.each([
  ["contry = NO", /^company cannot be filtered by contry\. Write country, or another of/],
  ["country > 5", /^country is text, which has no order\. Compare it with =, in, contains/],
  ["stage between 1 and 2", /^stage is choice, which has no order/],
  ["employees = 50.5", /^employees is integer, and never "50.5"\. Write a whole number/],
  ["revenue = 50.50", /^revenue is number, and never "50.50"\. Write 50\.5$/],
  ["employees > 2026-03-01", /^employees is integer, and never "2026-03-01"/],
  ["closesOn > 50", /^closesOn is date, and never "50"\. Write a date such as/],
  ["closesOn = 2026-03-01T00:00:00.000Z", /^closesOn is date, and never .* Write a date such as/],
  ["closesOn contains 2026", /^closesOn is date, not text\. Compare it with =, <, >, between/],
  ["isClient = yes", /^isClient is boolean, and never "yes"\. Write true or false$/],
  ["isClient < 5", /^isClient is boolean, which has no order/],
  [
    "stage in (lead, custommer)",
    /^stage is never "custommer"\. Write customer, or another of lead$/,
  ],
  [
    "region = nort",
    /^region is never "nort", as the CRM said at 2026-03-01T09:30:00.000Z\. Write north$/,
  ],
  ["secret is blank", /^secret is blank in every record: the CRM does not show it to us\. Give/],
  ["country is outdated", /^country is no output: only what we write/],
  ["stage corrected since 2026-03-01", /^stage is no output/],
])("%s is refused, with what to write", (text, problem) => {
  expect(problems(text)).toEqual([expect.stringMatching(problem)]);
});

test("each problem is named with its place in the text, or by its condition", () => {
  const text = "country = NO and (employees = many or stage = x)";
  const { filter, placeOf } = readFilter(text);
  const found = checkFilter(filter, { object: "company", fields });
  expect(filterProblemsText(found, placeOf)).toMatch(/^At character 19: .*\nAt character 39: /);
  expect(filterProblemsText(found, () => undefined)).toContain('stage = "x": stage is never "x"');
});
