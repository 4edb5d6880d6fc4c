import fc from "fast-check";
import { expect, test } from "vitest";
import type { FieldValues } from "../record.ts";
import { FilterTextError, parseFilter, readFilter } from "./filter-text.ts";
import { type FilterSubject, matches } from "./matches.ts";
import {
  conditionsOf,
  filterCondition,
  type RecordFilter,
  recordFilter,
  widened,
} from "./record-filter.ts";
import { filterText } from "./write-filter.ts";

const field = fc.constantFrom("country", "employees", "and", "not_blank", "F9");
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
const number = fc.constantFrom("0", "-1", "50", "50.25");
const date = fc.constantFrom("2026-03-01", "2026-03-01T09:30:00.000Z");
const one = (values: fc.Arbitrary<string>) => values.map((value) => [value]);
const ordered = fc.oneof(number, date);

const condition = fc.oneof(
  fc.record({
    field,
    is: fc.constantFrom("equals", "notEquals", "contains", "startsWith"),
    values: one(text),
  }),
  fc.record({
    field,
    is: fc.constantFrom("less", "atMost", "greater", "atLeast"),
    values: one(ordered),
  }),
  fc.record({
    field,
    is: fc.constant("between"),
    values: fc.oneof(fc.tuple(number, number), fc.tuple(date, date)),
  }),
  fc.record({
    field,
    is: fc.constant("anyOf"),
    values: fc.array(text, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    field,
    is: fc.constantFrom("blank", "notBlank", "outdated"),
    values: fc.constant([]),
  }),
  fc.record({ field, is: fc.constant("correctedSince"), values: one(date) }),
  fc.record({
    field: fc.constant("id"),
    is: fc.constantFrom("equals", "notEquals"),
    values: one(text),
  }),
);

/** A record as far as a test tells of it. */
function record(fields: FieldValues, known: Partial<FilterSubject> = {}): FilterSubject {
  return { id: "7", fields, outputs: {}, askedUnder: {}, released: {}, correctedAt: {}, ...known };
}

const { filter } = fc.letrec<{ filter: RecordFilter }>((tie) => {
  const parts = fc.array(tie("filter"), { minLength: 2, maxLength: 3 });
  return {
    filter: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      condition.map((given) => filterCondition.parse(given)),
      parts.map((all) => ({ all })),
      parts.map((any) => ({ any })),
    ),
  };
});

test("the text of any filter reads as that filter", () => {
  fc.assert(
    fc.property(filter, (given) => {
      const written = filterText(given);
      fc.pre(written.length <= 3000);
      expect(parseFilter(written)).toEqual(given);
      expect(recordFilter.parse(given)).toEqual(given);
    }),
  );
});

test("any text reads as a filter or is refused as one", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (given) => {
      try {
        expect(recordFilter.safeParse(parseFilter(given)).success).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(FilterTextError);
      }
    }),
  );
});

test("and binds closer than or, and brackets closer than both", () => {
  const values = { country: "NO", employees: "49.5", stage: null };
  const isMet = (given: string) => matches(parseFilter(given), record(values));
  expect(isMet('country = NO or country = "SE" and employees > 50')).toBe(true);
  expect(isMet('(country = NO or country = "SE") and employees > 50')).toBe(false);
  expect(isMet("employees between 49.50 and 050")).toBe(true);
  expect(isMet("stage is blank and other is blank and country is not blank")).toBe(true);
  expect(isMet("stage != lead and stage < 1")).toBe(false);
  expect(isMet("country in (DK, NO) and country starts with N and country contains O")).toBe(true);
});

test("a date is the beginning of its day in UTC, and is no number", () => {
  const isMet = (given: string) =>
    matches(parseFilter(given), record({ at: "2026-03-01T00:00:00.000Z" }));
  expect(isMet("at >= 2026-03-01 and at <= 2026-03-01")).toBe(true);
  expect(isMet("at < 2026-03-02 and at > 2026-02-28T23:59:59.999Z")).toBe(true);
  expect(isMet("at > 0 or at < 0")).toBe(false);
});

test("ids, outputs, older definitions and corrections are conditions like any other", () => {
  const known = {
    outputs: { ai_role: null, ai_size: "big" },
    askedUnder: { ai_role: "h1", ai_size: "h2", ai_old: null },
    released: { ai_role: "h2", ai_size: "h2", ai_old: "h2", ai_new: "h2" },
    correctedAt: { ai_size: "2026-03-01T00:00:00.000Z" },
  };
  const isMet = (given: string) => matches(parseFilter(given), record({ ai_role: "CEO" }, known));
  expect(isMet("id = 7 and id in (6, 7) and id != 8")).toBe(true);
  expect(isMet("id in (6, 8)")).toBe(false);
  expect(isMet("ai_role is blank and ai_size = big")).toBe(true);
  expect(isMet("ai_role is outdated and ai_old is outdated")).toBe(true);
  expect(isMet("ai_size is outdated or ai_new is outdated or other is outdated")).toBe(false);
  expect(isMet("ai_size corrected since 2026-03-01")).toBe(true);
  expect(isMet("ai_size corrected since 2026-03-01T00:00:00.001Z")).toBe(false);
  expect(isMet("ai_role corrected since 2026-01-01")).toBe(false);
  expect(isMet(" ")).toBe(true);
});

test("a filter that leaves conditions out matches all that the whole one does", () => {
  const fields = fc.dictionary(
    fc.constantFrom("country", "employees", "F9"),
    fc.constantFrom("NO", "50", null),
  );
  const kept = fc.func(fc.boolean());
  fc.assert(
    fc.property(filter, fields, kept, (given, values, keeps) => {
      const wider = widened(given, (one) => (keeps(one) ? one : undefined));
      const isMet = matches(given, record(values));
      expect(!isMet || wider === undefined || matches(wider, record(values))).toBe(true);
    }),
  );
});

test("a condition is found again in the text", () => {
  const { filter: read, placeOf } = readFilter('country = "NO" and (employees > 5 or id = 7)');
  expect(conditionsOf(read).map(placeOf)).toEqual([1, 21, 38]);
});

test("what is written wrongly is refused with its place", () => {
  const wrong: [string, RegExp][] = [
    ["(", /wants a field at the end/],
    ["a is outdatd", /wants blank, not blank or outdated at character 6, before outdatd/],
    ["a corrected since yesterday", /At character 1, .*: wants a date as 2026-03-01/],
    ["a = 1 and id contains 7", /At character 11, id contains "7": ids are only compared by/],
    ["country", /wants =, !=, .*at the end/],
    ["country = ", /wants a value at the end/],
    ["country = NO employees", /wants and, or, or nothing more at character 14, before employees/],
    ["(a = 1", /wants \) at the end/],
    ["a > many", /a > "many": compares numbers, or dates/],
    ["a between 1 and 2026-03-01", /compares numbers, or dates/],
    ["a > 2026-02-30", /compares numbers, or dates/],
    ['a = ""', /a = ""/],
    ['a = "x', /cannot be read from character 4/],
    ['a = "\\u0000"', /is not text/],
  ];
  for (const [given, message] of wrong) expect(() => parseFilter(given), given).toThrow(message);
});
