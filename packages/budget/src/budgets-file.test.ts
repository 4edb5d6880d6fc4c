import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { configuredBudgets, scopeEnds, totalSpec } from "./budget-spec.ts";
import { findBudgets } from "./budgets-file.ts";
import type { BudgetedNames } from "./named-budgets.ts";

async function find(text: string | undefined, known: BudgetedNames = {}) {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  if (text !== undefined) await writeFile(join(folder, "models.yaml"), text);
  return findBudgets({ FIELDWORK_CONFIG: folder }, known);
}

test("reads budgets of anything, by day, month or once, in US dollars", async () => {
  const budgets = await find(`
route: [house/any]
budgets:
  - {of: total, per: month, usd: 100}
  - {of: connection, name: acme, per: day, usd: 0.50}
  - {of: model, name: openai/gpt-6-luna, per: day, usd: "4"}
  - {of: purpose, name: preview, per: day, usd: 1}
  - {of: backfill, per: once, usd: 20}
providers: [{name: house, kind: openai}]
`);
  expect(budgets).toEqual([
    { of: "total", per: "month", limitNanoUsd: 100_000_000_000n },
    { of: "connection", name: "acme", per: "day", limitNanoUsd: 500_000_000n },
    { of: "model", name: "openai/gpt-6-luna", per: "day", limitNanoUsd: 4_000_000_000n },
    { of: "purpose", name: "preview", per: "day", limitNanoUsd: 1_000_000_000n },
    { of: "backfill", per: "once", limitNanoUsd: 20_000_000_000n },
  ]);
});

test("there are none without the file, or where it lists none", async () => {
  expect(await find(undefined)).toEqual([]);
  expect(await find("providers: []")).toEqual([]);
});

test("names every problem of the list at once by its line and column, and no value", async () => {
  const told = await find(`
budgets:
  - {of: vendor, per: day, usd: 1}
  - {of: total, name: all, per: day, usd: 1}
  - {of: model, name: hush, per: week, usd: hush}
  - {of: model, name: luna, per: day, usd: 1}
  - {of: purpose, name: fun, per: day, usd: -1}
  - {of: purpose, name: work, per: day, usd: 1, eur: 1}
  - {of: purpose, name: fun, per: day, usd: 1}
  - {of: backfill, per: once}
`).then(
    () => expect.unreachable(),
    (error: unknown) => String(error).replaceAll(/\S*models\.yaml/g, "models.yaml"),
  );
  expect(
    told
      .split("\n")
      .slice(1)
      .map((line) => line.trim()),
  ).toEqual([
    expect.stringMatching(
      /^models\.yaml:3:10: budgets\.0\.of: this is not allowed\. Write one of total/,
    ),
    expect.stringMatching(/^models\.yaml:4:23: budgets\.1\.name: is given for the total/),
    expect.stringMatching(/^models\.yaml:5:34: budgets\.2\.per: .* Write one of day, month, once/),
    expect.stringMatching(/^models\.yaml:5:\d+: budgets\.2\.usd: is not an amount in US dollars/),
    expect.stringMatching(
      /^models\.yaml:6:23: budgets\.3\.name: is not written as provider\/model/,
    ),
    expect.stringMatching(/^models\.yaml:7:\d+: budgets\.4\.usd: is not an amount in US dollars/),
    expect.stringMatching(/^models\.yaml:8:\d+: budgets\.5\.eur: there is no such key/),
    expect.stringMatching(/^models\.yaml:9:25: budgets\.6\.name: is not one of work, preflight/),
    expect.stringMatching(/^models\.yaml:10:5: budgets\.7\.usd: is missing/),
  ]);
  expect(told).not.toContain("hush");
});

test("two budgets of the same thing and time are refused", async () => {
  const one = "{of: backfill, per: once, usd: 1}";
  await expect(find(`budgets: [${one}, ${one}]`)).rejects.toThrow(
    /models\.yaml:1:46: budgets\.1: is for the same thing and time as an earlier one/,
  );
});

const known: BudgetedNames = {
  connection: ["acme-hubspot", "acme-salesforce"],
  enrichment: ["company-profile", "contact-role"],
  provider: ["baseline", "openai", "house"],
  model: ["openai/gpt-6-luna", "openai/gpt-4o", "house/*"],
};

test("a budget of what does not exist is refused by its place, with what was meant", async () => {
  const told = find(
    `
budgets:
  - {of: connection, name: acme-hubpsot, per: day, usd: 1}
  - {of: enrichment, name: profile, per: day, usd: 1}
  - {of: provider, name: opnai, per: day, usd: 1}
  - {of: model, name: openai/gpt-6-lunar, per: day, usd: 1}
  - {of: model, name: opnai/gpt-6-luna, per: day, usd: 1}
`,
    known,
  ).then(
    () => expect.unreachable(),
    (error: unknown) => String(error).replaceAll(/ *\S*models\.yaml/g, ""),
  );
  expect((await told).split("\n").slice(1)).toEqual([
    ":3:28: budgets.0.name: there is no connection with this name. Write acme-hubspot, or another of acme-salesforce",
    ":4:28: budgets.1.name: there is no enrichment with this name. Name one of company-profile, contact-role",
    ":5:26: budgets.2.name: there is no provider with this name. Write openai, or another of baseline, house",
    ":6:23: budgets.3.name: there is no such model. Write openai/gpt-6-luna, or another of openai/gpt-4o",
    ":7:23: budgets.4.name: no provider is called as it begins. Write openai, or another of house",
  ]);
});

test("what exists may be named, and so may what nobody here knows", async () => {
  const text = `
budgets:
  - {of: connection, name: acme-salesforce, per: day, usd: 1}
  - {of: enrichment, name: contact-role, per: day, usd: 1}
  - {of: provider, name: house, per: day, usd: 1}
  - {of: model, name: house/any, per: day, usd: 1}
  - {of: model, name: openai/gpt-4o-2026-05-13, per: day, usd: 1}
  - {of: backfill, name: spring-cleaning, per: once, usd: 1}
`;
  expect(await find(text, known)).toHaveLength(6);
  const connection = "budgets: [{of: connection, name: elsewhere, per: day, usd: 1}]";
  expect(await find(connection, { ...known, connection: undefined })).toHaveLength(1);
});

const perDay = (name: string, limitNanoUsd = 1_000_000_000n) => ({
  ...({ of: "purpose", name, per: "day" } as const),
  limitNanoUsd,
});
const daily = [perDay("preview"), perDay("sample"), perDay("evaluate")];

test("a day's previews, samples and evaluations always have a limit: the list's, otherwise a dollar each", () => {
  const total = totalSpec(9n);
  const own = perDay("preview", 5n);
  expect(configuredBudgets([total, own], undefined)).toEqual([
    total,
    own,
    perDay("sample"),
    perDay("evaluate"),
  ]);
  const each = { of: "purpose", per: "day", limitNanoUsd: 7n } as const;
  expect(configuredBudgets([total, each], undefined)).toEqual([total, each]);
});

test("a budget of a day or a month says when it turns over", () => {
  const ends = (scope: string) => scopeEnds(scope)?.toISOString() ?? null;
  expect(ends("purpose:preview/day/2026-12-31")).toBe("2027-01-01T00:00:00.000Z");
  expect(ends("total/month/2026-12-01")).toBe("2027-01-01T00:00:00.000Z");
  expect(ends("total")).toBeNull();
  expect(ends("model:openai/day")).toBeNull();
});

test("all calls together always have a limit: the variable's, else the list's, else five dollars", () => {
  const month = { of: "total", per: "month", limitNanoUsd: 3n } as const;
  expect(configuredBudgets([month], undefined)).toEqual([
    totalSpec(5_000_000_000n),
    month,
    ...daily,
  ]);
  expect(configuredBudgets([totalSpec(9n), month], undefined)).toEqual([
    totalSpec(9n),
    month,
    ...daily,
  ]);
  expect(configuredBudgets([totalSpec(9n), month], 7n)).toEqual([totalSpec(7n), month, ...daily]);
});
