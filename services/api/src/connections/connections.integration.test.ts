import { closeLane, type Database } from "@fieldwork/store";
import { claimConnectionTest, keepConnectionTest } from "@fieldwork/store/connection-tests";
import { confirmTerms, keepConnectionTerms } from "@fieldwork/store/terms";
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

test("a connection of which nothing is known cannot be tested", async () => {
  const unknown = api.client.call("connections.test", { params: { connection: "other" } });
  await expect(unknown).rejects.toMatchObject({ problem: { status: 404 } });
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
