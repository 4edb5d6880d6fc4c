import { type FilterSubject, matches, type RecordFilter } from "@fieldwork/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../testing.ts";
import { filterSql } from "./filter-sql.ts";

let store: TestStore;

const released = "h2";

beforeAll(async () => {
  store = await openTestStore();
  await store.database.query(
    `insert into definition (name, hash, content, is_current, released_by)
     values ('profile', $1, '{"object": "company", "outputs": [{"field": "ai_industry"}]}', true, 'ann'),
       ('profile', 'h1', '{"object": "company", "outputs": [{"field": "ai_industry"}]}', false, 'ann')`,
    [released],
  );
});

afterAll(() => store.drop());

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
const field = fc.constantFrom("country", "employees", "ai_industry");
const ids = ["r1", "r2", "r3", "none"];
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
      conditions(["blank", "notBlank", "outdated"] as const, fc.constant([])),
      conditions(["correctedSince"] as const, one(time)),
      fc.record({
        ...{ field: fc.constant("id"), is: fc.constant("anyOf" as const) },
        values: fc.subarray(ids, { minLength: 1 }),
      }),
      parts.map((all) => ({ all })),
      parts.map((any) => ({ any })),
    ),
  };
}).filter;

const row = fc.record(
  {
    ...{ country: stored, employees: stored, ai_industry: stored },
    /** The definition of the last run, where there was one. */
    askedUnder: fc.constantFrom(null, "h1", released),
    hasEnded: fc.boolean(),
    correction: fc.record({
      ...{ isOrder: fc.boolean(), isOfPerson: fc.boolean() },
      at: fc.constantFrom("2026-02-28T23:59:59.999Z", ...times.slice(1, 3)),
    }),
  },
  { requiredKeys: ["hasEnded"] },
);
type Row = typeof row extends fc.Arbitrary<infer Of> ? Of : never;

function subjectOf({ country, employees, ...given }: Row, at: number): FilterSubject {
  const { ai_industry: output, askedUnder, hasEnded, correction } = given;
  const own = Object.entries({ country, employees }).filter(([, one]) => one !== undefined);
  const wasAsked = askedUnder !== undefined && hasEnded;
  return {
    id: `r${at}`,
    fields: Object.fromEntries(own) as FilterSubject["fields"],
    outputs: output === undefined ? {} : { ai_industry: output },
    askedUnder: wasAsked ? { ai_industry: askedUnder } : {},
    released: { ai_industry: released },
    correctedAt: correction?.isOfPerson ? { ai_industry: correction.at } : {},
  };
}

/** The records with what the store knows of them, as the line would have left it. */
async function keep(rows: readonly Row[]): Promise<void> {
  const kept = rows.map((row, at) => ({ ...subjectOf(row, at), row }));
  const all = [JSON.stringify(kept)];
  const of = `'hub', 'company', given->>'id'`;
  const given = "from jsonb_array_elements($1::jsonb) as given";
  await store.database.query("truncate record, work, owner_change, write_order restart identity");
  await store.database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select ${of}, now(), 'a', now(), given->'fields', given->'outputs' ${given}`,
    all,
  );
  await store.database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       settled_hash, definition_hash)
     select ${of}, 'profile', 'written', '{}', 'a', now(),
       case when (given->'row'->>'hasEnded')::boolean then 'a' end, given->'row'->>'askedUnder' ${given} where given->'row' ? 'askedUnder'`,
    all,
  );
  await store.database.query(
    `insert into owner_change (connection, object, record_id, field, from_owner, to_owner, noticed_at)
     select ${of}, 'ai_industry', case when (given->'row'->'correction'->>'isOfPerson')::boolean then 'fieldwork' end, 'person',
       (given->'row'->'correction'->>'at')::timestamptz ${given} where given->'row'->'correction'->>'isOrder' = 'false'`,
    all,
  );
  await store.database.query(
    `insert into write_order (connection, object, record_id, enrichment, field, kind, owner, ordered_by, wanted_by, state,
       ordered_at)
     select ${of}, 'profile', 'ai_industry', 'correct', 'person', 'ann', '{}',
       case when (given->'row'->'correction'->>'isOfPerson')::boolean then 'done' else 'refused' end,
       (given->'row'->'correction'->>'at')::timestamptz ${given} where given->'row'->'correction'->>'isOrder' = 'true'`,
    all,
  );
}

const rows = fc.array(row, { minLength: 1, maxLength: 12 });

test("PostgreSQL chooses the records that the filter matches, no more and no fewer", async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.array(filters, { minLength: 4, maxLength: 4 }),
      async (given, each) => {
        await keep(given);
        const subjects = given.map(subjectOf);
        for (const filter of each) {
          const bound: unknown[] = [];
          const where = filterSql(filter, (one) => `$${bound.push(one)}`);
          const chosen = await store.database.query<{ id: string }>(
            `select record_id as id from record where ${where}`,
            bound,
          );
          const meant = subjects.filter((one) => matches(filter, one)).map(({ id }) => id);
          expect(chosen.map(({ id }) => id).toSorted()).toEqual(meant.toSorted());
        }
      },
    ),
    { numRuns: 100 },
  );
});
