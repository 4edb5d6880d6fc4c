import type { Database } from "@fieldwork/store";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshnessText } from "./freshness-text.ts";
import { showFreshness } from "./show-freshness.ts";

let store: TestStore;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
  reader = createReader({ connectionString: store.url, max: 4, applicationName: "test" });
});

afterAll(async () => {
  await reader.stop();
  await store.drop();
});

async function work(state: string, minutesAgo: number, tookMinutes: number | null, by = "live") {
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       wanted_at, settled_at)
     select 'hub', 'company', gen_random_uuid(), 'profile', $1, array[$4], 'h', now(),
       now() - $2::float8 * interval '1 minute', now() - ($2::float8 - $3::float8) * interval '1 minute'`,
    [state, minutesAgo, tookMinutes, by],
  );
}

test("an enrichment is as fresh as its live changes were lately, and a sentence says what they wait for", async () => {
  expect(await showFreshness(reader)).toEqual([]);
  const content = { freshness: { share: 0.9, within: "2m" }, route: ["openai/luna"] };
  await database.query(
    `insert into definition (name, hash, content, is_current, released_by)
     values ('profile', 'h', $1, true, 'test'), ('role', 'h', '{}', true, 'test')`,
    [JSON.stringify(content)],
  );
  for (let count = 0; count < 8; count++) await work("written", 3, 1);
  await work("skipped", 4, 3);
  await work("written", 30, 10);
  await work("written", 90, 10);
  await work("written", 4, 3, "backfill-1");
  await work("asking", 1, null);
  expect(await showFreshness(reader)).toMatchObject([
    {
      ...{ enrichment: "profile", objective: { share: 0.9, within: "2m" }, overdue: 0 },
      burn: { short: expect.closeTo(10 / 9), long: expect.closeTo(2) },
      constraint: null,
    },
  ]);
  await work("answered", 5, null);
  await work("ready", 5, null, "backfill-1");
  const [text] = (await showFreshness(reader)).map(freshnessText);
  expect(text).toMatch(
    /^profile: 90 % within 2m is missed now, burn 1\.1 in 5 min, 2\.0 in 1 h, 1 overdue; it waits for the writer$/,
  );
});
