import { type Enrichment, loadEnrichments, releaseEnrichments } from "@fieldwork/enrichments";
import { type Database, listReleased } from "@fieldwork/store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";

let api: TestApi;
let database: Database;
let enrichments: Enrichment[];
let first: string;
let second: string;
const name = "company-profile";
const params = { name };

beforeAll(async () => {
  api = await openTestApi();
  ({ database } = api);
  enrichments = await loadEnrichments();
});

afterAll(() => api.stop());

beforeEach(async () => {
  await database.query("truncate definition, audit, work, answer, model_call, model_terms cascade");
  first = await release(enrichments);
  second = await release(
    enrichments.map((one) =>
      one.name === name ? { ...one, prompt: `${one.prompt}\nBe brief.` } : one,
    ),
  );
});

async function release(all: readonly Enrichment[]): Promise<string> {
  await releaseEnrichments(database, { enrichments: all, by: "Ada" });
  return current();
}

async function current(): Promise<string> {
  const released = await listReleased(database);
  return released.find((one) => one.name === name)?.hash ?? "none";
}

test("a version that was released before becomes current again, over the one whose difference was seen", async () => {
  const back = { params, body: { hash: first, seen: second } };
  expect(await api.client.call("definitions.release", back)).toEqual({
    hash: first,
    before: second,
  });
  expect(await current()).toBe(first);
  expect(await listReleased(database)).toHaveLength(enrichments.length);
  const audited = await database.query(
    "select order_name, subject from audit where order_name = 'definitions.release'",
  );
  expect(audited).toEqual([{ order_name: "definitions.release", subject: `definitions/${name}` }]);
  const shown = await api.client.call("definitions.show", { params, query: {} });
  expect(shown.versions.map(({ hash, isCurrent }) => [hash, isCurrent])).toEqual([
    [first, true],
    [second, false],
  ]);
});

test("a release over another version than the one that was seen is refused, and releases nothing", async () => {
  const late = { params, body: { hash: first, seen: first } };
  await expect(api.client.call("definitions.release", late)).rejects.toMatchObject({
    problem: { status: 409, code: "sheet_outdated" },
  });
  const unknown = { params, body: { hash: "abc", seen: second } };
  await expect(api.client.call("definitions.release", unknown)).rejects.toMatchObject({
    problem: { status: 404 },
  });
  expect(await current()).toBe(second);
});

test("a version that writes what another enrichment writes now is refused, with whose it is", async () => {
  const [profile] = enrichments.filter((one) => one.name === name);
  if (!profile) throw new Error("it ships");
  const others = enrichments.filter((one) => one.name !== name);
  await releaseEnrichments(database, {
    ...{ enrichments: [...others, { ...profile, name: "rival" }], by: "Ada" },
  });
  const body = { hash: first, seen: null };
  await expect(api.client.call("definitions.release", { params, body })).rejects.toMatchObject({
    problem: { status: 400, detail: expect.stringContaining("rival writes ai_industry") },
  });
});

test("versions tell what their answers cost, how long their calls took, and how often they were taken", async () => {
  await database.query(
    `insert into model_terms (model, terms) values ('openai/small', '{}'), ('openai/other', '{}')`,
  );
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at, fingerprint)
     select 'hub', 'company', n::text, case when n = 9 then 'contact-role' else $1 end, 'written', '{live}', 'a', now(), 'f' || n
     from generate_series(1, 9) as n`,
    [name],
  );
  await database.query(
    `insert into answer (fingerprint, state, enrichment, prompt_version, definition_hash, work_id, answered_at)
     select fingerprint, 'answered', enrichment, 'p', case when record_id::int <= 2 then $1 else $2 end, id,
       now() - interval '1 hour'
     from work where record_id::int <> 8`,
    [first, second],
  );
  // An attempt that failed, and the next; what is over a quarter of an hour before an answer is another's.
  await database.query(
    `insert into model_call (call_id, attempt, work_id, purpose, kind, provider, model, scopes, wanted_by,
       reserved_nano_usd, cost_nano_usd, outcome, usage, started_at, settled_at, sent_policy)
     select 'c' || id || p, p, id, 'work', 'first', 'openai', 'small', '{}', '{live}', 900,
       case when p = 2 then 100 end, 'clean', '{"inputTokens": 10, "cachedInputTokens": 4, "outputTokens": 2}',
       at, at + record_id::int * interval '1 second',
       'patterns d@1' || case when record_id::int > 2 then '/' || case record_id when '7' then 'experiment' else 'usual' end
         else '' end
     from work cross join lateral (values (1, now() - interval '61 minutes'), (2, now() - interval '61 minutes'),
       (3, now() - interval '2 hours')) as call (p, at)
     where p <> 1 or record_id = '1'`,
  );
  const { versions, callsLookedAt } = await api.client.call("definitions.figures", {
    ...{ params, query: {} },
  });
  expect(callsLookedAt).toBeNull();
  expect(versions.toSorted((one, other) => one.calls - other.calls)).toMatchObject([
    {
      ...{ hash: first, calls: 3, records: 2, costNanoUsd: "1100" },
      ...{ inputTokens: 30, cachedInputTokens: 12, outputTokens: 6, p50Ms: 1000, decided: 0 },
      arms: [],
    },
    { hash: second, calls: 5, records: 5, costNanoUsd: "500", p50Ms: 5000, p95Ms: 6800 },
  ]);
  const arms = versions.flatMap((one) => one.arms).map(({ arm, records }) => [arm, records]);
  expect(arms.toSorted()).toEqual([
    ["experiment", 1],
    ["usual", 4],
  ]);
});
