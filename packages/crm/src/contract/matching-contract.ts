import {
  everyRecord,
  type FieldValues,
  matches,
  type ObjectName,
  parseFilter,
  type RecordFilter,
} from "@fieldwork/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CrmAdapter, Cursor, MatchingPage, ReadMatching } from "../crm-adapter.ts";
import { type CreateFixture, companies, never, open } from "./contract-steps.ts";

const texts = [
  ...["Berg", "BERG", "berg & son", "a'b", "a\\b", "\\", "100%", "a_b", "\u{1f600}", "Åsa", "x\ny"],
  ...["' OR Name != '", "') OR (Id != null", "null", "true", "50", '"'],
];
const numbers = ["0", "-1", "49", "50", "51", "120", "2000000"];
const countries = ["SE", "se", "NO", "Norge", ""];
const domains = ["berg.se", "https://www.berg.se/om", "no domain", ""];
const times = ["2026-03-01", "2026-03-01T09:30:00.000Z", "2026-03-02", "1999-12-31"];
const otherNumbers = ["50.0", "49.5", "-0", "9007199254740993.5"];

/** Records of an object, and what filters ask of them. */
interface Asked {
  object: ObjectName;
  rows: readonly FieldValues[];
  fields: readonly string[];
  /** What has an order, and with what it is compared. */
  ordered: Readonly<Record<string, readonly string[]>>;
}

const asked: Readonly<Record<string, Asked>> = {
  companies: {
    object: "company",
    rows: Array.from({ length: 60 }, (_, n) => ({
      name: `${texts[n % texts.length]}`,
      city: n % 3 === 0 ? null : `${texts[(n * 7) % texts.length]}`,
      country: countries[n % countries.length] || null,
      employees: n % 4 === 0 ? null : `${numbers[n % numbers.length]}`,
      domain: domains[n % domains.length] || null,
      ai_industry: n % 2 === 0 ? null : "Media",
    })),
    fields: ["name", "city", "country", "domain", "ai_industry", "unknown"],
    ordered: { employees: [...numbers, ...otherNumbers] },
  },
  deals: {
    object: "deal",
    rows: Array.from({ length: 40 }, (_, n) => ({
      name: `${texts[n % texts.length]}`,
      stage: ["Proposal", "proposal", "Closed Won"][n % 3] ?? null,
      amount: n % 4 === 0 ? null : `${[...numbers, "49.5"][n % 8]}`,
      closesOn: `${times[n % times.length]}`,
    })),
    fields: ["name", "stage", "description"],
    ordered: { amount: [...numbers, ...otherNumbers], closesOn: times },
  },
};

const one = (from: fc.Arbitrary<string>) => from.map((text) => [text]);
const text = fc.constantFrom(...texts, "SE", "NO", "Media", "Proposal", "50.0", ...times);

/** Conditions that compare the field by its order. */
function comparing(field: string, values: readonly string[]): fc.Arbitrary<RecordFilter>[] {
  const value = fc.constantFrom(...values);
  const is = fc.constantFrom("less", "atMost", "greater", "atLeast") as fc.Arbitrary<"less">;
  return [
    fc.record({ field: fc.constant(field), is, values: one(value) }),
    fc.record({
      ...{ field: fc.constant(field), is: fc.constant("between" as const) },
      values: fc.tuple(value, value),
    }),
    fc.record({
      ...{ field: fc.constant(field), is: fc.constant("anyOf" as const) },
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
  ];
}

function filtersOver(
  { fields, ordered }: Pick<Asked, "fields" | "ordered">,
  ids: readonly string[],
): fc.Arbitrary<RecordFilter> {
  const field = fc.constantFrom(...fields, ...Object.keys(ordered));
  const id = fc.constantFrom(...ids, "no-such-id");
  const whole = ["equals", "notEquals", "contains", "startsWith"] as const;
  return fc.letrec<{ filter: RecordFilter }>((tie) => {
    const parts = fc.array(tie("filter"), { minLength: 1, maxLength: 4 });
    return {
      filter: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.record({ field, is: fc.constantFrom(...whole), values: one(text) }),
        fc.record({
          ...{ field, is: fc.constant("anyOf" as const) },
          values: fc.array(text, { minLength: 1, maxLength: 4 }),
        }),
        ...Object.entries(ordered).flatMap(([name, values]) => comparing(name, values)),
        fc.record({
          ...{ field, is: fc.constantFrom("blank" as const, "notBlank" as const) },
          values: fc.constant<string[]>([]),
        }),
        fc.record({
          ...{ field: fc.constant("id"), is: fc.constant("anyOf" as const) },
          values: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
        }),
        parts.map((all) => ({ all })),
        parts.map((any) => ({ any })),
      ),
    };
  }).filter;
}

/** The next page, once the CRM has one ready. */
async function readPage(
  adapter: CrmAdapter,
  { object = "company", ...ask }: ReadMatching & { object?: ObjectName },
): Promise<MatchingPage> {
  let page = await adapter.readMatching(object, ask, never);
  while (page.waitMs !== undefined) {
    page = await adapter.readMatching(object, { ...ask, token: page.token }, never);
  }
  return page;
}

async function readAll(
  adapter: CrmAdapter,
  {
    filter,
    limit = 200,
    object = "company",
    expected,
  }: { filter: RecordFilter; limit?: number; object?: ObjectName; expected?: number },
): Promise<string[]> {
  const ids: string[] = [];
  let token: Cursor | null = null;
  do {
    const page = await readPage(adapter, { object, filter, token, limit, expected });
    ids.push(...page.records.map(({ ref }) => ref.id));
    token = page.token && JSON.parse(JSON.stringify(page.token));
  } while (token !== null);
  return ids;
}

/** What every way of reading what matches a filter promises. */
export function describeMatchingReads(name: string, create: CreateFixture): void {
  describe(name, () => describeMatching(create));
}

export function describeMatching(create: CreateFixture): void {
  test.each(Object.entries(asked))(
    "reads at the source the %s that any filter matches, no more and no less, and counts them",
    async (_, { object, rows, ...of }) => {
      const crm = await open(create);
      const adapter = crm.connect();
      const ids = await crm.create(object, rows);
      const records = await adapter.readRecords(object, ids, never);
      const property = fc.asyncProperty(filtersOver(of, ids.slice(0, 5)), async (filter) => {
        const known = { askedUnder: {}, released: {}, correctedAt: {} };
        const meant = records.filter(({ ref, fields, outputs }) =>
          matches(filter, { id: ref.id, fields, outputs, ...known }),
        );
        const { count, is } = await adapter.countMatching(object, filter, never);
        const read = await readAll(adapter, { object, filter, expected: count });
        expect(read.toSorted()).toEqual(meant.map(({ ref }) => ref.id).toSorted());
        if (is === "exact") expect(count).toBe(meant.length);
        else expect(count).toBeGreaterThanOrEqual(meant.length);
      });
      await fc.assert(property, { numRuns: 150 });
    },
    30_000,
  );

  test("reads page by page, each record once, and from any page on after a restart", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(330));
    const filter = parseFilter("name starts with Company");
    const expected = ids.length;
    expect((await readAll(crm.connect(), { filter, limit: 100, expected })).toSorted()).toEqual(
      ids.toSorted(),
    );
    const ask = { filter, token: null, limit: 50, expected };
    const first = await readPage(crm.connect(), ask);
    expect(first.records.length).toBeGreaterThan(0);
    expect(first.records.length).toBeLessThanOrEqual(50);
    const others = new Set(ids);
    for (const { ref } of first.records) others.delete(ref.id);
    let token: Cursor | null = first.token;
    while (token !== null) {
      const page = await readPage(crm.connect(), { ...ask, token, limit: 200 });
      for (const { ref } of page.records) expect(others.delete(ref.id)).toBe(true);
      token = page.token;
    }
    expect(others.size).toBe(0);
  });
}

export function describeCounting(create: CreateFixture): void {
  test("a count says whether it is exact, and why not", async () => {
    const crm = await open(create);
    const adapter = crm.connect();
    const [id = "", gone = ""] = await crm.create("company", [
      ...[{ name: "A", employees: "50" }, { name: "B" }, { name: "a", employees: "7" }],
    ]);
    const count = (filter: RecordFilter) => adapter.countMatching("company", filter, never);
    expect(await count(everyRecord)).toEqual({ count: 3, is: "exact", why: null });
    expect(await count(parseFilter("employees >= 8"))).toEqual({
      count: 1,
      is: "exact",
      why: null,
    });
    expect(await count(parseFilter("name = A"))).toEqual({
      ...{ count: 2, is: "at-most", why: expect.stringMatching(/without regard to case/) },
    });
    expect(await count(parseFilter("employees = 50 and ai_industry is outdated"))).toMatchObject({
      ...{ count: 1, is: "at-most" },
    });
    await crm.remove("company", gone);
    const named: RecordFilter = { field: "id", is: "anyOf", values: [id, gone] };
    expect(await count(named)).toMatchObject({ count: 2, is: "at-most" });
    expect(await readAll(adapter, { filter: named })).toEqual([id]);
  });

  test("a filter longer than the CRM takes is left out of the question, and still decides", async () => {
    const crm = await open(create);
    const [id = ""] = await crm.create("company", companies(3));
    const long = Array.from({ length: 400 }, (_, n) => `Company x${n} ${"y".repeat(60)}`);
    const filter: RecordFilter = {
      any: [
        { field: "name", is: "anyOf", values: ["Company 0", ...long] },
        { field: "name", is: "equals", values: ["Company 9"] },
      ],
    };
    expect(await readAll(crm.connect(), { filter })).toEqual([id]);
  });
}
