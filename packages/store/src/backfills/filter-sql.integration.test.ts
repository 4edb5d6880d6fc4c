import { matches, type RecordFilter } from "@fieldwork/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../testing.ts";
import { filterSql } from "./filter-sql.ts";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});

afterAll(() => store.drop());

const sources = new Map([
  ["country", "fields"],
  ["employees", "fields"],
  ["ai_industry", "outputs"],
] as const);

const special = [
  "NO",
  "no",
  "O",
  "'",
  "\\",
  "%",
  "_",
  "$1",
  "a\nb",
  "ß",
  "\u{1f600}",
  "' or true --",
];
const numbers = [
  "0",
  "-0",
  "-1",
  "50",
  "50.0",
  "50.25",
  "9007199254740993",
  "9007199254740992.5",
  "1e3",
];
const times = ["2026-03-01", "2026-03-01T00:00:00.000Z", "2026-03-01T09:30:00.000Z", "2026-02-30"];
const value = fc.constantFrom(...special, ...numbers, ...times);
const stored = fc.option(fc.oneof(value, fc.constant("")), { nil: null });
const field = fc.constantFrom(...sources.keys());
const ordered = (values: readonly string[]) => fc.constantFrom(...values);
const number = ordered(numbers.filter((text) => text !== "1e3"));
const time = ordered(times.slice(0, 3));

function conditions<Is extends string>(is: readonly Is[], values: fc.Arbitrary<string[]>) {
  return fc.record({ field, is: fc.constantFrom(...is), values });
}

const filters = fc.letrec<{ filter: RecordFilter }>((tie) => {
  const parts = fc.array(tie("filter"), { minLength: 1, maxLength: 3 });
  const one = (from: fc.Arbitrary<string>) => from.map((text) => [text]);
  return {
    filter: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      conditions(["equals", "notEquals", "contains", "startsWith"] as const, one(value)),
      conditions(["less", "atMost", "greater", "atLeast"] as const, one(fc.oneof(number, time))),
      conditions(["between"] as const, fc.oneof(fc.tuple(number, number), fc.tuple(time, time))),
      conditions(["anyOf"] as const, fc.array(value, { minLength: 1, maxLength: 3 })),
      conditions(["blank", "notBlank"] as const, fc.constant([])),
      parts.map((all) => ({ all })),
      parts.map((any) => ({ any })),
    ),
  };
}).filter;

const rows = fc.array(
  fc.record({ country: stored, employees: stored, ai_industry: stored }, { requiredKeys: [] }),
  { minLength: 1, maxLength: 12 },
);

test("PostgreSQL chooses the records that the filter matches, no more and no fewer", async () => {
  await fc.assert(
    fc.asyncProperty(filters, rows, async (filter, given) => {
      const records = given.map(({ ai_industry: output, ...fields }) => ({
        fields,
        outputs: output === undefined ? {} : { ai_industry: output },
      }));
      const bound: unknown[] = [JSON.stringify(records)];
      const where = filterSql(filter, sources, (one) => `$${bound.push(one)}`);
      const chosen = await store.database.query<{ at: number }>(
        `select at::int - 1 as at
         from jsonb_array_elements($1::jsonb) with ordinality as given (record, at),
           jsonb_to_record(record) as kept (fields jsonb, outputs jsonb)
         where ${where} order by at`,
        bound,
      );
      const meant = given.flatMap((values, at) => (matches(filter, values) ? [at] : []));
      expect(chosen.map(({ at }) => at)).toEqual(meant);
    }),
    { numRuns: 300 },
  );
});
