import { createConnector } from "@fieldwork/connector";
import { everyRecord, type RecordChanged } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createHubspotSimulator, type SalesforceSimulator } from "@fieldwork/simulators";
import { cancelSourceRead, listSourceReads, orderSourceRead } from "@fieldwork/store/backfills";
import { createSuppression } from "@fieldwork/store/erasure";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { anHourAgo, openBulkOrg, rows } from "./bulk-org.ts";

const { signal } = new AbortController();

describe("a read of many records by order", () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.drop());
  beforeEach(() => store.database.query("truncate source_read, connection_rest"));

  interface Log {
    /** Before an event is acknowledged. */
    onPublish?: (publishes: number) => Promise<unknown>;
    lag?: (published: number) => number;
  }

  /** A connector that only reads by order, beside a planner that is so far behind. */
  async function start(adapter: CrmAdapter, { onPublish, lag = () => 0 }: Log = {}) {
    const published: RecordChanged[] = [];
    let publishes = 0;
    const eventLog: EventLog = {
      name: "log",
      async publish(_, events) {
        publishes += 1;
        await onPublish?.(publishes);
        published.push(...events.map(({ event }) => event as RecordChanged));
      },
      subscribe: async () => expect.unreachable("the connector follows nothing"),
      lag: async () => lag(published.length),
      check: async () => undefined,
      start: async () => undefined,
      stop: async () => undefined,
    };
    const { database } = store;
    const logger = testLogger();
    const connector = createConnector({
      config: { POLL_EVERY_MS: 200, LEASE_MS: 1000, RECONCILE_EVERY_HOURS: 0 },
      ...{ database, eventLog, adapters: [adapter], definitions: fixedDefinitions([]), logger },
      ...{ holder: "one", suppression: createSuppression({ database, logger }) },
    });
    await connector.start();
    onTestFinished(() => connector.stop());
    return published;
  }

  const order = (connection: string) =>
    orderSourceRead(store.database, {
      ...{ id: "read-1", connection, object: "company", filter: everyRecord },
      ...{ countsOnly: false, orderedBy: "ann" },
    });
  const found = async () => (await listSourceReads(store.database, { limit: 1 }))[0];
  const isDone = () =>
    eventually(async () => expect(await found()).toMatchObject({ state: "done" }), {
      timeoutMs: 20_000,
    });
  const large = { bulkReadFrom: 1200, bulkPageRows: 700 };

  test("crm-5: goes on in the same job where a reader that was killed had kept its last page, and reads as of the job", async () => {
    const { simulator, connect, callsOf } = await openBulkOrg({ bulkPolls: 2 });
    const ids = simulator.seed("Account", rows(1400), anHourAgo);
    await order("acme");
    const dead = Promise.withResolvers<void>();
    const stuck = Promise.withResolvers<void>();
    const before = await start(connect(large), {
      async onPublish(publishes) {
        if (publishes < 3) return;
        stuck.resolve();
        await dead.promise;
      },
    });
    await stuck.promise;
    const after = await start(connect(large));
    onTestFinished(() => dead.resolve());
    await isDone();
    expect(before).toHaveLength(700);
    const seen = [...before, ...after];
    expect(seen.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
    expect(await callsOf("bulk-create")).toBe(1);
    expect(await found()).toMatchObject({ records: 1400, job: { state: "reading", said: null } });
    // A job, its looks and two pages.
    expect((await found())?.count?.calls).toEqual({
      atLeast: 4,
      likely: 10,
      atMost: 98,
      byJob: true,
    });
    const made = (await simulator.books.read()).calls.find(
      ({ operation }) => operation === "bulk-create",
    );
    const readAts = new Set(seen.map((event) => event.readAt));
    expect([...readAts]).toEqual([expect.any(String)]);
    expect([...readAts].every((readAt) => readAt <= (made?.arrivedAt ?? ""))).toBe(true);
    // It was only stopped: what it keeps now changes nothing.
    dead.resolve();
    await eventually(() => expect(before.length).toBeGreaterThan(700));
    expect(await found()).toMatchObject({ state: "done", records: 1400 });
  }, 60_000);

  test("crm-5: a job that fails fails alone: the read says why and ends by calls, and the connection does not rest", async () => {
    const { simulator, connect } = await openBulkOrg();
    await simulator.faults.add({ kind: "bulk-create", vendor: "bulk-fails" });
    simulator.seed("Account", rows(1300), anHourAgo);
    await order("acme");
    const published = await start(connect(large));
    await isDone();
    expect(published).toHaveLength(1300);
    expect(await found()).toMatchObject({
      ...{ records: 1300, reason: null },
      job: { id: expect.any(String), state: "failed", said: expect.stringMatching(/Internal/) },
    });
    expect(await store.database.query("select from connection_rest")).toEqual([]);
  }, 60_000);

  const cancel = () => store.database.transaction((tx) => cancelSourceRead(tx, "read-1"));
  const jobOf = async () => (await found())?.job;
  const statesAtSalesforce = async (simulator: SalesforceSimulator) => {
    const { calls } = await simulator.books.read();
    return calls.flatMap(({ operation, status }) => (operation === "bulk-state" ? [status] : []));
  };

  test("crm-5: the job of a read that is cancelled is aborted while Salesforce makes it ready", async () => {
    const { simulator, connect, callsOf } = await openBulkOrg({ bulkPolls: 1000 });
    simulator.seed("Account", rows(1300), anHourAgo);
    await order("acme");
    const published = await start(connect(large));
    await eventually(async () => expect(await jobOf()).toMatchObject({ state: "preparing" }));
    const { id } = (await jobOf()) ?? {};
    expect(await cancel()).toBe(true);
    const aborted = { id, state: "given-up", said: null };
    await eventually(async () => expect(await jobOf()).toEqual(aborted), { timeoutMs: 20_000 });
    expect(await statesAtSalesforce(simulator)).toEqual([200]);
    expect(await callsOf("bulk-create")).toBe(1);
    expect(published).toEqual([]);
  }, 60_000);

  test("crm-5: a job that is made while its read is cancelled is aborted, too", async () => {
    const { simulator, connect } = await openBulkOrg({ bulkPolls: 1000 });
    simulator.seed("Account", rows(1300), anHourAgo);
    const making = await simulator.faults.hold({ kind: "bulk-create" });
    await order("acme");
    await start(connect(large));
    await making.arrived;
    expect(await cancel()).toBe(true);
    await making.release();
    const aborted = { id: expect.any(String), state: "given-up", said: null };
    await eventually(async () => expect(await jobOf()).toEqual(aborted), { timeoutMs: 20_000 });
    expect(await statesAtSalesforce(simulator)).toEqual([200]);
  }, 60_000);

  test("crm-5: a job that is ready before it can be aborted is left, with what Salesforce says, and stops no other read", async () => {
    const { simulator, connect } = await openBulkOrg();
    simulator.seed("Account", rows(1300), anHourAgo);
    // Salesforce has made it ready, and the connector was stopped before it knew.
    const adapter = connect(large);
    const ask = { filter: everyRecord, token: null, limit: 500, expected: 1300 };
    const { job, token } = await adapter.readMatching("company", ask, signal);
    await adapter.readMatching("company", { ...ask, token }, signal);
    await adapter.readMatching("company", { ...ask, token }, signal);
    await order("acme");
    await store.database.query("update source_read set job = $1", [JSON.stringify(job)]);
    expect(await cancel()).toBe(true);
    await orderSourceRead(store.database, {
      ...{ id: "read-2", connection: "acme", object: "company", filter: everyRecord },
      ...{ countsOnly: true, orderedBy: "ann" },
    });
    await start(adapter);
    const ofRead = async (id: string) =>
      (await listSourceReads(store.database, { limit: 1, id }))[0];
    await eventually(
      async () => {
        expect((await ofRead("read-1"))?.job).toEqual({
          ...{ id: job?.id, state: "given-up" },
          said: expect.stringMatching(/Aborting already Completed Job not allowed/),
        });
        expect(await ofRead("read-2")).toMatchObject({ state: "done" });
      },
      { timeoutMs: 20_000 },
    );
    expect(await statesAtSalesforce(simulator)).toEqual([400]);
    expect(await store.database.query("select from connection_rest")).toEqual([]);
  }, 60_000);

  test.each<[string, () => Promise<CrmAdapter>]>([
    [
      "jobs of Salesforce",
      async () => {
        const { simulator, connect } = await openBulkOrg();
        simulator.seed("Account", rows(3000), anHourAgo);
        return connect(large);
      },
    ],
    [
      "pages of Salesforce",
      async () => {
        const { simulator, connect } = await openBulkOrg();
        simulator.seed("Account", rows(3000), anHourAgo);
        return connect({});
      },
    ],
    [
      "search windows of HubSpot",
      async () => {
        const simulator = createHubspotSimulator();
        await simulator.start();
        onTestFinished(() => simulator.stop());
        const seeds = Array.from({ length: 3000 }, (_, n) => ({ name: `Company ${n}` }));
        simulator.seed("companies", seeds, anHourAgo);
        const adapter = createHubspotAdapter({
          ...{ connection: "acme", baseUrl: simulator.url, ...simulator.credentials.integration },
          ...{ outputs: () => [], logger: testLogger() },
        });
        onTestFinished(() => adapter.close());
        return adapter;
      },
    ],
  ])(
    "crm-38: %s are read as far ahead as the planner has room, and no further",
    async (_, make) => {
      const adapter = await make();
      let [planned, looks] = [0, 0];
      await order("acme");
      const published = await start(adapter, {
        lag(count) {
          looks += 1;
          return Math.max(0, count - planned);
        },
      });
      const settled = async () => {
        const from = looks;
        await eventually(() => expect(looks).toBeGreaterThan(from + 3));
        return published.length;
      };
      await eventually(() => expect(published.length).toBeGreaterThan(1000), { timeoutMs: 20_000 });
      const ahead = await settled();
      expect(ahead).toBeLessThanOrEqual(1500);
      planned = 600;
      await eventually(() => expect(published.length).toBeGreaterThan(1600), { timeoutMs: 20_000 });
      expect(await settled()).toBeLessThanOrEqual(2100);
      planned = 3000;
      await isDone();
      expect(new Set(published.map(({ ref }) => ref.id)).size).toBe(3000);
    },
    60_000,
  );
});
