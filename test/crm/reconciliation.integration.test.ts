import { createConnector } from "@fieldwork/connector";
import type { RecordChanged } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createHubspotSimulator, createSalesforceSimulator } from "@fieldwork/simulators";
import { keepPlan } from "@fieldwork/store";
import { createSuppression } from "@fieldwork/store/erasure";
import { listReconciliations, orderReconciliation } from "@fieldwork/store/reconciliations";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

const anHourAgo = () => Date.now() - 3_600_000;

/** A log whose changes are known as soon as they are published. */
function plannedAtOnce(): EventLog {
  return {
    name: "log",
    async publish(_, published) {
      const records = published.map(({ event }) => {
        const change = event as RecordChanged;
        const { vendorAt, contentHash } = change.version;
        const isThere = change.kind === "changed";
        return {
          ...{ ref: change.ref, vendorAt, contentHash, readAt: change.readAt, traceparent: null },
          directReadAt: change.readAt,
          ...{ fields: isThere ? change.fields : {}, outputs: isThere ? change.outputs : {} },
          deleted: !isThere,
        };
      });
      await keepPlan(store.database, { records, work: [] });
    },
    subscribe: async () => expect.unreachable("the connector follows nothing"),
    lag: async () => 0,
    check: async () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
  };
}

async function startConnector(adapter: CrmAdapter) {
  const enrichments = await loadEnrichments();
  const definitions = fixedDefinitions(enrichments.filter(({ object }) => object === "company"));
  const { database } = store;
  const logger = testLogger();
  const connector = createConnector({
    config: { POLL_EVERY_MS: 200, LEASE_MS: 2000, RECONCILE_EVERY_HOURS: 0 },
    ...{ database, eventLog: plannedAtOnce(), adapters: [adapter], definitions, logger },
    ...{ holder: "one", suppression: createSuppression({ database, logger }) },
  });
  await connector.start();
  onTestFinished(async () => {
    await connector.stop();
    await adapter.close();
  });
}

function known(connection: string) {
  return store.database.query<{ id: string; deleted: boolean; name: string | null }>(
    "select record_id as id, deleted, fields->>'name' as name from record where connection = $1",
    [connection],
  );
}

async function reconcile(connection: string, more: { sample?: number; ends?: boolean } = {}) {
  const { sample = null, ends: endsAreConfirmed = false } = more;
  const order = { connection, object: "company" as const, sample, endsAreConfirmed };
  const id = await orderReconciliation(store.database, { ...order, orderedBy: "ann" });
  return eventually(async () => {
    const all = await listReconciliations(store.database);
    const found = all.find((one) => one.id === id);
    expect(found?.state).not.toBe("waiting");
    return found;
  });
}

test("what is missing, stale, or ended unnoticed is found in HubSpot, repaired and counted", async () => {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const rows = Array.from({ length: 260 }, (_, index) => ({ name: `Company ${index}` }));
  const ids = simulator.seed("companies", rows, anHourAgo);
  const connection = "portal";
  await startConnector(
    createHubspotAdapter({
      ...{ connection, baseUrl: simulator.url, ...simulator.credentials.integration },
      ...{ outputs: () => [], logger: testLogger() },
    }),
  );
  await eventually(async () => expect(await known(connection)).toHaveLength(260));
  expect(await reconcile(connection)).toMatchObject({
    ...{ state: "done", lookedAt: 260, missing: 0, stale: 0, ended: 0, repaired: 0 },
    ...{ crmCount: 260, knownCount: 260 },
  });
  const [missing = "", stale = "", ended = "", ...others] = ids;
  await store.database.query("delete from record where record_id = $1", [missing]);
  await store.database.query(
    `update record set fields = '{"name": "Before"}', vendor_at = vendor_at - interval '1 day' where record_id = $1`,
    [stale],
  );
  await simulator.remove({ object: "companies", id: ended });
  expect(await reconcile(connection)).toMatchObject({
    ...{ state: "done", missing: 1, stale: 1, ended: 1, repaired: 3, inFlight: 0 },
  });
  const byId = new Map((await known(connection)).map((one) => [one.id, one]));
  expect(byId.get(missing)).toMatchObject({ deleted: false, name: "Company 0" });
  expect(byId.get(stale)).toMatchObject({ name: "Company 1" });
  expect(byId.get(ended)).toMatchObject({ deleted: true });

  const sweep = others.slice(0, 40);
  for (const id of sweep) await simulator.remove({ object: "companies", id });
  expect(await reconcile(connection)).toMatchObject({ state: "asks", ended: 40, repaired: 0 });
  const left = (await known(connection)).filter(({ deleted }) => !deleted);
  expect(left).toHaveLength(259);
  expect(await reconcile(connection, { ends: true })).toMatchObject({
    ...{ state: "done", ended: 40, repaired: 40 },
  });
  expect((await known(connection)).filter(({ deleted }) => !deleted)).toHaveLength(219);
}, 30_000);

test("G1: what has ended is not brought back because a search still lists it", async () => {
  const simulator = createHubspotSimulator({ indexLagMs: 3_600_000 });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const rows = [{ name: "Company 0" }, { name: "Company 1" }];
  const [ended = ""] = simulator.seed("companies", rows, anHourAgo);
  const connection = "lagging";
  await startConnector(
    createHubspotAdapter({
      ...{ connection, baseUrl: simulator.url, ...simulator.credentials.integration },
      ...{ outputs: () => [], logger: testLogger() },
    }),
  );
  await eventually(async () => expect(await known(connection)).toHaveLength(2));
  await simulator.remove({ object: "companies", id: ended });
  expect(await reconcile(connection)).toMatchObject({ state: "done", ended: 1, repaired: 1 });
  expect(await reconcile(connection)).toMatchObject({
    ...{ state: "done", crmCount: 2, knownCount: 1, missing: 0, repaired: 0 },
  });
  const living = (await known(connection)).filter(({ deleted }) => !deleted);
  expect(living).toMatchObject([{ name: "Company 1" }]);
}, 30_000);

test("a sample costs a few calls where Salesforce's count says that nothing is missing", async () => {
  const simulator = createSalesforceSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const rows = Array.from({ length: 500 }, (_, index) => ({ Name: `Company ${index}` }));
  simulator.seed("Account", rows, anHourAgo);
  const { clientId, clientSecret } = simulator.credentials;
  await startConnector(
    createSalesforceAdapter({
      ...{ connection: "org", loginUrl: simulator.url, clientId },
      ...{ grant: { kind: "client-credentials", clientSecret } },
      ...{ outputs: () => [], logger: testLogger() },
    }),
  );
  await eventually(async () => expect(await known("org")).toHaveLength(500));
  expect(await reconcile("org", { sample: 300 })).toMatchObject({
    ...{ state: "done", lookedAt: 300, missing: 0, stale: 0, ended: 0 },
    ...{ crmCount: 500, crmCountIs: "exact", knownCount: 500 },
  });
  const { calls } = await simulator.books.read();
  const retrieved = calls.filter(({ operation }) => operation === "retrieve-collection");
  expect(retrieved.length).toBeLessThanOrEqual(2);
});
