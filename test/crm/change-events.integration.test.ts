import { createConnector } from "@fieldwork/connector";
import type { RecordChanged } from "@fieldwork/contracts";
import { createSalesforceAdapter, outputMetadata } from "@fieldwork/crm/salesforce";
import { contractOutputs } from "@fieldwork/crm/testing";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator, customFieldsIn } from "@fieldwork/simulators";
import { createSuppression } from "@fieldwork/store/erasure";
import { listReconciliations } from "@fieldwork/store/reconciliations";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

function createSeenLog() {
  const events: RecordChanged[] = [];
  const log: EventLog = {
    name: "log",
    publish: async (_, published) => {
      events.push(...published.map(({ event }) => event as RecordChanged));
    },
    subscribe: async () => expect.unreachable("the connector follows nothing"),
    lag: async () => 0,
    check: async () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
  };
  const last = (id: string) => events.findLast(({ ref }) => ref.id === id);
  return { log, last, count: () => events.length };
}

async function openOrg(connection: string) {
  const customFields = customFieldsIn(outputMetadata(contractOutputs));
  const simulator = createSalesforceSimulator({ streams: true, customFields });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const seen = createSeenLog();
  const enrichments = await loadEnrichments();
  const definitions = fixedDefinitions(enrichments.filter(({ object }) => object === "company"));
  const { database } = store;

  function connect() {
    return createSalesforceAdapter({
      ...{ connection, loginUrl: simulator.url, clientId },
      ...{ grant: { kind: "client-credentials", clientSecret } },
      ...{ changeEvents: true, pubsubAddress: simulator.stream.streamAddress },
      ...{ outputs: contractOutputs, logger: testLogger() },
    });
  }

  /** One that polls once an hour, so that what it learns soon it was told. */
  async function startConnector() {
    const adapter = connect();
    const logger = testLogger();
    const connector = createConnector({
      config: { POLL_EVERY_MS: 3_600_000, LEASE_MS: 2000, RECONCILE_EVERY_HOURS: 0 },
      ...{ database, eventLog: seen.log, adapters: [adapter], definitions, logger },
      ...{ holder: "one", suppression: createSuppression({ database, logger }) },
    });
    const sessionsBefore = await positions();
    await connector.start();
    const stop = async () => {
      await connector.stop();
      await adapter.close();
    };
    onTestFinished(stop);
    await eventually(async () => {
      simulator.stream.keepAlive();
      expect(await positions()).not.toEqual(sessionsBefore);
    });
    return stop;
  }
  const positions = () =>
    database.query<{ position: string; savedAt: Date }>(
      `select position, saved_at as "savedAt" from stream_position where connection = $1`,
      [connection],
    );
  const retrieves = async () => {
    const { calls } = await simulator.books.read();
    return calls.filter(({ operation }) => operation === "retrieve-collection").length;
  };
  return { simulator, ...seen, connect, startConnector, retrieves };
}

test("crm-6: what the org streams is read in batches, a gap as well, and what we wrote ourselves is not", async () => {
  const { simulator, connect, startConnector, last, count, retrieves } = await openOrg("streaming");
  const object = "Account";
  const [first = ""] = await simulator.create(object, [{ Name: "There before" }]);
  await startConnector();
  const rows = Array.from({ length: 150 }, (_, index) => ({ Name: `Company ${index}` }));
  const ids = await simulator.create(object, rows);
  const [edited = "", deleted = ""] = ids;
  await simulator.edit({ object, id: edited }, { Name: "Edited" });
  await simulator.remove({ object, id: deleted });
  await eventually(() => {
    for (const id of ids.slice(2)) expect(last(id)?.kind).toBe("changed");
    expect(last(edited)).toMatchObject({ fields: { name: "Edited" } });
    expect(last(deleted)?.kind).toBe("deleted");
  });
  expect(await retrieves()).toBeLessThan(20);

  const ours = connect();
  onTestFinished(() => ours.close());
  const quiet = { calls: await retrieves(), events: count() };
  await ours.writeFields("company", [{ id: first, values: { ai_industry: "Media" } }], signal);
  simulator.stream.pushGap(object, [first], "UPDATE");
  await eventually(() => expect(count()).toBe(quiet.events + 1));
  expect(last(first)).toMatchObject({ outputs: { ai_industry: "Media" } });
  expect(await retrieves()).toBe(quiet.calls + 1);
});

test("crm-6: goes on where it was, and has the object compared where the stream has lost something", async () => {
  const { simulator, startConnector, last } = await openOrg("lossy");
  const object = "Account";
  const [first = "", second = ""] = await simulator.create(object, [{ Name: "A" }, { Name: "B" }]);
  const compared = async () =>
    (await listReconciliations(store.database)).filter((one) => one.connection === "lossy");
  const gaps = () =>
    store.database.query("select gap from reconciliation where connection = 'lossy'");
  const stop = await startConnector();
  await stop();
  await simulator.edit({ object, id: first }, { Name: "While nobody listened" });
  const stopAgain = await startConnector();
  await eventually(() =>
    expect(last(first)).toMatchObject({ fields: { name: "While nobody listened" } }),
  );
  expect(await compared()).toEqual([]);
  simulator.stream.dropStreams();
  simulator.stream.pushOverflow(object);
  await eventually(async () =>
    expect(await compared()).toMatchObject([{ orderedBy: "connector", sample: null }]),
  );
  expect(await gaps()).toEqual([{ gap: "overflow" }]);
  await stopAgain();
  await store.database.query("delete from reconciliation where connection = 'lossy'");
  simulator.stream.forgetPositions();
  await startConnector();
  await eventually(async () => expect(await gaps()).toEqual([{ gap: "position-lost" }]));
  await simulator.edit({ object, id: second }, { Name: "After all" });
  await eventually(() => expect(last(second)).toMatchObject({ fields: { name: "After all" } }));
});
