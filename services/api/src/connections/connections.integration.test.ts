import { eventually } from "@fieldwork/runtime/testing";
import { closeLane, type Database } from "@fieldwork/store";
import { claimConnectionTest, keepConnectionTest } from "@fieldwork/store/connection-tests";
import {
  claimReconciliation,
  endReconciliation,
  keepReconciliationStep,
} from "@fieldwork/store/reconciliations";
import { addWriteWindows, confirmTerms, keepConnectionTerms } from "@fieldwork/store/terms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testTerms } from "../backfills/testing.ts";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";

let api: TestApi;
let database: Database;

beforeAll(async () => {
  api = await openTestApi();
  ({ database } = api);
  await keepConnectionTerms(database, [
    { connection: "hub", maxWriteBatch: 100, quotaUsed: 20, quotaLimit: 1000 },
  ]);
});

afterAll(() => api.stop());

const params = { connection: "hub" };
const hub = async () => (await api.client.call("connections.list", {})).connections;

test("a test of a connection is ordered, carried out once, and shown until another replaces it", async () => {
  expect(await hub()).toMatchObject([
    { ...params, rest: null, quota: { used: 20, limit: 1000 }, test: null },
  ]);
  await api.client.call("connections.test", { params });
  expect(await hub()).toMatchObject([{ test: { endedAt: null, findings: null } }]);
  const claim = { connection: "hub", leaseMs: 60_000 };
  const order = await claimConnectionTest(database, claim);
  expect(await claimConnectionTest(database, claim)).toBeUndefined();
  const finding = { object: "company", scope: "records", state: "fine" } as const;
  const found = [{ ...finding, told: "records can be read", remedy: null }];
  const done = { connection: "hub", order: order ?? "" };
  // Somebody orders another meanwhile: what was found belongs to the one before.
  await api.client.call("connections.test", { params });
  await keepConnectionTest(database, done, found);
  expect(await hub()).toMatchObject([{ test: { endedAt: null } }]);
  const next = await claimConnectionTest(database, claim);
  await keepConnectionTest(database, { connection: "hub", order: next ?? "" }, found);
  expect(await hub()).toMatchObject([{ test: { findings: found, endedAt: expect.any(String) } }]);
  const audited = await database.query(
    "select subject from audit where order_name = 'connections.test'",
  );
  expect(audited).toEqual([{ subject: "connections/hub" }, { subject: "connections/hub" }]);
});

test("where no connection is configured, the command has the connector look, and tells what it found", async () => {
  const look = async () => {
    const order = await claimConnectionTest(database, { connection: "hub", leaseMs: 60_000 });
    if (order === undefined) throw new Error("no test is ordered yet");
    const finding = { object: "company", scope: "records", state: "wrong" } as const;
    const found = [{ ...finding, told: "no record can be read", remedy: "grant the scope" }];
    await keepConnectionTest(database, { connection: "hub", order }, found);
  };
  const [ended] = await Promise.all([api.fieldwork("connections test hub"), eventually(look)]);
  expect(ended).toMatchObject({ exitCode: 1 });
  expect(ended.out).toMatch(
    /^WRONG {2}hub company records {2}no record can be read\n +grant the scope\n/,
  );
  expect(await api.fieldwork("connections test other")).toMatchObject({ exitCode: 3 });
});

test("what fast writes took is told of the last days, over all writers, and what is older is forgotten", async () => {
  const count = (withinMs: number, batches: number) => ({ connection: "hub", withinMs, batches });
  expect(await hub()).toMatchObject([{ writeWindow: null }]);
  await addWriteWindows(database, [count(20, 60), count(400, 38), count(5000, 1)]);
  await database.query("update write_window set day = day - 7 where within_ms = 5000");
  expect(await hub()).toMatchObject([{ writeWindow: { batches: 98, p50Ms: 20, p99Ms: 400 } }]);
  await addWriteWindows(database, [count(20, 1), count(800, 2)]);
  expect(await hub()).toMatchObject([{ writeWindow: { batches: 101, p50Ms: 20, p99Ms: 800 } }]);
  expect(await database.query("select from write_window where within_ms = 5000")).toEqual([]);
});

test("crm-16: limits are told beside what the CRM says of each, and by which mode fields are written; what nobody says stays", async () => {
  const terms = { connection: "hub", maxWriteBatch: 100, quotaUsed: 20, quotaLimit: 1000 };
  const aDay = { unit: "requests", per: "day" } as const;
  const aSecond = { unit: "searches", per: "second" } as const;
  const burst = { unit: "requests", per: "ten-seconds" } as const;
  const [told, app] = [
    { ...burst, limit: 190, used: 12, isOfApp: true },
    { ...aDay, limit: 250, used: 17, isOfApp: true },
  ];
  expect(await hub()).toMatchObject([{ limits: [], writes: null }]);
  await keepConnectionTerms(database, [
    {
      ...{ ...terms, writes: "guarded", jobsFrom: 500, toldLimits: [told, app] },
      limits: [
        { ...aDay, limit: 800 },
        { ...burst, limit: 100 },
        { ...aSecond, limit: 5 },
      ],
    },
  ]);
  const shown = [
    {
      ...{ writes: { mode: "guarded", jobsFrom: 500 } },
      limits: [
        { ...aDay, ours: 800, told: { limit: 1000, used: 20, isOfApp: false } },
        { ...burst, ours: 100, told: { limit: 190, used: 12, isOfApp: true } },
        { ...aSecond, ours: 5, told: null },
        { ...aDay, ours: null, told: { limit: 250, used: 17, isOfApp: true } },
      ],
    },
  ];
  expect(await hub()).toMatchObject(shown);
  await keepConnectionTerms(database, [{ ...terms, quotaUsed: null, quotaLimit: null }]);
  expect(await hub()).toMatchObject(shown);
  await keepConnectionTerms(database, [{ ...terms, writes: "fast", jobsFrom: null }]);
  expect(await hub()).toMatchObject([{ writes: { mode: "fast", jobsFrom: null } }]);
});

test("a connection of which nothing is known cannot be tested", async () => {
  const unknown = api.client.call("connections.test", { params: { connection: "other" } });
  await expect(unknown).rejects.toMatchObject({ problem: { status: 404 } });
});

test("a comparison with the CRM is ordered once while it waits, and its verdict is quoted", async () => {
  await database.query(
    `insert into connection_cursor (connection, object, cursor) values ('hub', 'company', '{}')`,
  );
  const body = { connection: "hub", object: "company" };
  const { id } = await api.client.call("reconciliations.order", { body });
  expect(await api.client.call("reconciliations.order", { body })).toEqual({ id });
  const claimed = await claimReconciliation(database, { connection: "hub", leaseMs: 60_000 });
  expect(claimed).toMatchObject({ id, sample: 1000, step: "known", orderedBy: expect.any(String) });
  await keepReconciliationStep(database, id, {
    step: "source",
    lookedAt: 40,
    stale: 1,
    repaired: 1,
  });
  await endReconciliation(database, id, { state: "done", reason: null });
  const { reconciliations } = await api.client.call("reconciliations.list", {});
  expect(reconciliations).toMatchObject([
    {
      ...{ id, connection: "hub", object: "company", state: "done", stale: 1 },
      verdict: expect.stringMatching(
        /^0 missing, 1 stale, 0 ended unnoticed, checked at 2.*1 repaired/,
      ),
    },
  ]);
  const unread = { connection: "hub", object: "ticket" };
  await expect(api.client.call("reconciliations.order", { body: unread })).rejects.toMatchObject({
    problem: { status: 404 },
  });
});

test("models tell what they charge and allow, who asks them, and why they are closed", async () => {
  const terms = [
    { ...testTerms, model: "openai/small" },
    { ...testTerms, model: "mistral/large" },
  ];
  await confirmTerms(database, {
    ...{ terms, routes: [{ enrichment: "profile", models: ["openai/small", "mistral/large"] }] },
  });
  await closeLane(database, {
    ...{ name: "openai", lane: "openai", model: "small", enrichment: "profile" },
    ...{ needsCheck: true, waitMs: 60_000, baseMs: 60_000, capMs: 60_000 },
    reason: { code: "model-quota", detail: null },
  });
  const { models } = await api.client.call("models.list", {});
  expect(models).toMatchObject([
    { model: "mistral/large", enrichments: ["profile"], closed: null, price: testTerms.price },
    { model: "openai/small", closed: { text: expect.stringContaining("quota") } },
  ]);
});

test("models-20: what is closed tells its state and its reason: a provider, a model, one of several keys", async () => {
  await database.query(
    `insert into lane (name, closed_until, needs_check, reason_code, check_lease_until)
     values ('openai', '2999-01-01', true, 'model-quota', null),
       ('openai/small', '2020-01-01', true, 'model-unknown-model', null),
       ('openai#2', '2020-01-01', true, 'model-refused-key', '2999-01-01')
     on conflict (name) do update set closed_until = excluded.closed_until`,
  );
  const { rests } = await api.client.call("rests.list", {});
  expect(rests.filter(({ name }) => name.startsWith("openai"))).toMatchObject([
    {
      of: "lane",
      name: "openai",
      state: "closed",
      text: expect.stringMatching(/^openai is closed/),
    },
    {
      ...{ of: "account", name: "openai#2", state: "half-open", pauses: 1 },
      text: expect.stringMatching(/^openai#2 is half-open, and a check is under way: .*the key/),
    },
    {
      ...{ of: "lane", name: "openai/small", state: "half-open" },
      text: expect.stringMatching(/^openai\/small is half-open until a check: /),
    },
  ]);
  const { models } = await api.client.call("models.list", {});
  expect(models.find(({ model }) => model === "openai/small")).toMatchObject({
    closed: { state: "closed" },
    accounts: [{ name: "openai#2", state: "half-open" }],
  });
});
