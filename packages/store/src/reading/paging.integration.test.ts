import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { allRecords, type RecordRow, recordsWithin } from "./lists/records.ts";
import { type Page, readPage } from "./read-list.ts";
import { createReader, type Reader } from "./reader.ts";

let testDatabase: TestStore;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
  const connectionString = testDatabase.url;
  reader = createReader({ connectionString, max: 2, applicationName: "test" });
});

afterAll(async () => {
  await reader.stop();
  await testDatabase.drop();
});

interface Seed {
  id: number;
  connection: "hubspot" | "salesforce";
  object: "company" | "contact";
  /** Of several records of one moment a page may end between any two; moments lie a microsecond apart. */
  moment: number;
}

const seed: fc.Arbitrary<Seed> = fc.record({
  id: fc.nat(9),
  connection: fc.constantFrom("hubspot", "salesforce"),
  object: fc.constantFrom("company", "contact"),
  moment: fc.nat(5),
});
const keyOf = ({ connection, object, id }: Omit<Seed, "moment">) =>
  `${connection}/${object}/r${id}`;

async function keep(seeds: readonly Seed[], moves: boolean): Promise<void> {
  const unique = [...new Map(seeds.map((one) => [keyOf(one), one])).values()];
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, changed_at)
     select connection, object, 'r' || id, now(), 'h', now(), '{}',
       timestamptz '2026-01-01Z' + moment * interval '1 microsecond'
     from unnest($1::text[], $2::text[], $3::int[], $4::int[]) as t (connection, object, id, moment)
     on conflict (record_id, connection, object) do update set content_hash = 'changed',
       changed_at = case when $5 then excluded.changed_at + interval '1 second' else record.changed_at end`,
    [
      unique.map(({ connection }) => connection),
      unique.map(({ object }) => object),
      unique.map(({ id }) => id),
      unique.map(({ moment }) => moment),
      moves,
    ],
  );
}

const scenario = fc.record({
  at: fc.array(seed, { minLength: 1, maxLength: 40 }),
  /** What comes in after the first page, the second and so on: new, or changed and so moved to the front. */
  between: fc.array(fc.array(seed, { maxLength: 4 }), { maxLength: 6 }),
  limit: fc.integer({ min: 1, max: 7 }),
  within: fc.boolean(),
});

test("walking the pages gives each row that stays where it was once and none twice, whatever comes in meanwhile", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ at, between, limit, within }) => {
      await database.query("truncate record");
      await keep(at, false);
      const list = within ? recordsWithin : allRecords;
      const met: string[] = [];
      const moved = new Set<string>();
      const changes = [...between];
      let cursor: string | null = null;
      do {
        const page: Page<RecordRow> = await readPage(reader, list, {
          limit,
          cursor: cursor ?? undefined,
        });
        met.push(...page.rows.map(({ ref }) => `${ref.connection}/${ref.object}/${ref.id}`));
        cursor = page.next;
        const change = changes.shift() ?? [];
        for (const one of change) moved.add(keyOf(one));
        await keep(change, true);
      } while (cursor !== null);
      expect(new Set(met).size).toBe(met.length);
      const stayed = at.map(keyOf).filter((key) => !moved.has(key));
      expect(met).toEqual(expect.arrayContaining(stayed));
    }),
    { numRuns: 60 },
  );
}, 60_000);

test("the way back gives the same pages, and ends where the list begins", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(seed, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      async (seeds, limit) => {
        await database.query("truncate record");
        await keep(seeds, false);
        const forth: string[][] = [];
        let page = await readPage(reader, allRecords, { limit });
        forth.push(page.rows.map(({ ref }) => ref.id));
        while (page.next !== null) {
          page = await readPage(reader, allRecords, { limit, cursor: page.next });
          forth.push(page.rows.map(({ ref }) => ref.id));
        }
        const back = [page.rows.map(({ ref }) => ref.id)];
        while (page.previous !== null) {
          page = await readPage(reader, allRecords, { limit, cursor: page.previous });
          back.unshift(page.rows.map(({ ref }) => ref.id));
        }
        expect(back).toEqual(forth);
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
