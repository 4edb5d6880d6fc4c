import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { openTestStore, type TestStore } from "../testing.ts";
import { explaining, type PlanNode, unboundedSteps } from "./explained-plans.ts";
import { listModelWeather } from "./model-weather.ts";
import { createReader, type Reader } from "./reader.ts";

let testDatabase: TestStore;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
  const connectionString = testDatabase.url;
  reader = createReader({ connectionString, max: 2, applicationName: "test" });
  await database.query(
    `insert into model_terms (model, terms) values ('openai/other', '{"limits": []}'), ('openai/small',
       '{"limits": [{"unit": "requests", "per": "day", "limit": 100, "timeZone": "America/Los_Angeles"}]}')`,
  );
  // Of one model ten calls a while ago, and many of days gone by.
  await database.query(
    `insert into model_call (call_id, attempt, purpose, kind, provider, model, scopes, wanted_by,
       reserved_nano_usd, cost_nano_usd, outcome, usage, started_at, settled_at)
     select 'c' || n, 1, 'preview', 'first', 'openai', 'small', '{}', '{}', 900, cost, outcome,
       '{"inputTokens": 10, "outputTokens": 2}', at, case when outcome is not null then at + took * interval '1 second' end
     from (
       select n, now() - interval '3 days' as at, 100 as cost, 'clean' as outcome, 1 as took
       from generate_series(100, 20000) as n
       union all
       select n, case when n <= 4 then now() - interval '5 seconds' else now() - interval '30 minutes' end,
         case when n < 10 then 100 end,
         case when n <= 5 then 'clean' when n <= 8 then 'provider_rate_limited' when n = 9 then 'stopped' end, n
       from generate_series(1, 10) as n
     ) as call`,
  );
  await database.query("analyze");
});

afterAll(async () => {
  await reader.stop();
  await testDatabase.drop();
});

test("the weather of a model tells of the last hour what was answered, what failed and by what, and how long answers took", async () => {
  const [other, small] = await listModelWeather(reader, 100);
  expect(other).toMatchObject({ model: "openai/other", calls: 0, failed: 0, p50Ms: null });
  expect(small).toMatchObject({
    ...{ model: "openai/small", calls: 10, failed: 3, failedBy: "provider_rate_limited" },
    ...{ p50Ms: 3000, p95Ms: 4800, isCut: false },
    minute: { requests: 4, "input-tokens": 40, "output-tokens": 8 },
  });
});

test("what today cost counts calls since midnight, with what is reserved where the outcome is not known", async () => {
  const [, small] = await listModelWeather(reader, 100);
  const [row] = await database.query<{ sum: string }>(
    `select coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)), 0)::text as sum from model_call
     where started_at >= date_trunc('day', now(), 'UTC')`,
  );
  expect(small?.todayNanoUsd).toBe(row?.sum);
});

test("a day's calls are counted since it began in the provider's time zone", async () => {
  const [, small] = await listModelWeather(reader, 100);
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int as count from model_call
     where started_at >= date_trunc('day', now(), 'America/Los_Angeles')`,
  );
  expect(small?.day.requests).toBe(row?.count);
});

test("it looks at no more calls than it may, and finds them by the index, however long the log is", async () => {
  const plans: PlanNode[] = [];
  const [, small] = await listModelWeather(reader, 6);
  expect(small).toMatchObject({ calls: 6, isCut: true });
  await listModelWeather(explaining(reader, plans), 6);
  expect(plans.flatMap(unboundedSteps)).not.toContain("Seq Scan on model_call");
});
