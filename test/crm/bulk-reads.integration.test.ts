import { createConnector } from "@fieldwork/connector";
import { everyRecord, type RecordChanged, type RecordFilter } from "@fieldwork/contracts";
import type { CrmAdapter, Cursor, MatchingPage } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter, outputMetadata } from "@fieldwork/crm/salesforce";
import { contractOutputs, describeMatchingReads } from "@fieldwork/crm/testing";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import { createInProcessAdmission } from "@fieldwork/limits";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  customFieldsIn,
  type SalesforceOptions,
  type SalesforceSimulator,
} from "@fieldwork/simulators";
import { listSourceReads, orderSourceRead } from "@fieldwork/store/backfills";
import { createSuppression } from "@fieldwork/store/erasure";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { asFixture } from "./simulated-crm.ts";

const { signal } = new AbortController();
const customFields = customFieldsIn(outputMetadata(contractOutputs));
const names: Readonly<Record<string, string>> = {
  ...{ name: "Name", description: "Description", domain: "Website", phone: "Phone" },
  ...{ country: "BillingCountry", city: "BillingCity", employees: "NumberOfEmployees" },
  ...{ stage: "StageName", amount: "Amount", closesOn: "CloseDate" },
  ...{ ai_industry: "Ai_Industry__c", ai_summary: "Ai_Summary__c" },
};
const sobjects: Readonly<Record<string, string>> = { company: "Account", deal: "Opportunity" };
/** Pages of 100 rows, for reads of 150 records on. */
const short = { bulkReadFrom: 150, bulkPageRows: 100 };

type Settings = Partial<Parameters<typeof createSalesforceAdapter>[0]>;

function connectTo({ url, credentials }: SalesforceSimulator, settings: Settings = {}): CrmAdapter {
  return createSalesforceAdapter({
    ...{ connection: "acme", loginUrl: url, clientId: credentials.clientId },
    grant: { kind: "client-credentials", clientSecret: credentials.clientSecret },
    ...{ outputs: contractOutputs, logger: testLogger() },
    ...settings,
  });
}

async function open(options: SalesforceOptions = {}) {
  const simulator = createSalesforceSimulator({ customFields, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const connect = (settings: Settings = short) => {
    const adapter = connectTo(simulator, settings);
    onTestFinished(() => adapter.close());
    return adapter;
  };
  const callsOf = async (operation: string) =>
    (await simulator.books.read()).calls.filter((one) => one.operation === operation).length;
  return { simulator, connect, callsOf };
}

const longName = 'Say "hi", \r\nÅkeri';
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ...{ Name: `${n} ${longName}`, NumberOfEmployees: n, BillingCountry: n % 2 ? "SE" : "NO" },
  }));
const anHourAgo = () => Date.now() - 3_600_000;

interface Reading {
  expected: number;
  filter?: RecordFilter;
  from?: Cursor | null;
  limit?: number;
  onPage?: (page: MatchingPage) => Promise<unknown>;
}

/** To the end; what the CRM has not ready is asked for again at once. */
async function readAll(
  adapter: CrmAdapter,
  { expected, filter = everyRecord, from = null, limit = 40, onPage }: Reading,
) {
  const pages: MatchingPage[] = [];
  let token = from;
  do {
    const ask = { filter, token, limit, expected };
    const page = await adapter.readMatching("company", ask, signal);
    token = page.token && JSON.parse(JSON.stringify(page.token));
    pages.push(page);
    await onPage?.(page);
  } while (token !== null);
  return { pages, records: pages.flatMap(({ records }) => records) };
}

describeMatchingReads("reading what matches by jobs of Salesforce", async () => {
  const simulator = createSalesforceSimulator({ customFields, bulkPolls: 0 });
  await simulator.start();
  return asFixture({
    simulator,
    connect: () => connectTo(simulator, { bulkReadFrom: 1, bulkPageRows: 7 }),
    objectName: (object) => sobjects[object] ?? "",
    fieldName: (_, field) => names[field] ?? expect.unreachable(field),
    showsDeletions: true,
  });
});

describe("a read of many records of Salesforce", () => {
  test("crm-5: is made by one job, whose records are the same as by calls, a few at a time, each once", async () => {
    const { simulator, connect, callsOf } = await open();
    const ids = simulator.seed("Account", rows(450), anHourAgo);
    const { pages, records } = await readAll(connect(), { expected: 450 });
    const byCalls = await readAll(connect(), { expected: 149 });
    expect(records).toEqual(byCalls.records);
    expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
    expect(Math.max(...pages.map((page) => page.records.length))).toBe(40);
    expect(pages.map(({ job }) => job?.state)).toContain("preparing");
    expect(pages.at(-1)?.job).toMatchObject({ state: "reading", said: null });
    expect(byCalls.pages.map(({ job }) => job)).toEqual(byCalls.pages.map(() => undefined));
    expect(await callsOf("bulk-create")).toBe(1);
    expect(await callsOf("bulk-results")).toBe(5);
  });

  test("crm-5: reads on in the same job after a restart, from the row behind the last that was kept", async () => {
    const { simulator, connect, callsOf } = await open({ bulkPolls: 2 });
    const ids = simulator.seed("Account", rows(330), anHourAgo);
    const seen: string[] = [];
    let token: Cursor | null = null;
    do {
      // Each page by another process, which was killed after it had kept where it was.
      const ask = { filter: everyRecord, token, limit: 40, expected: 330 };
      const page = await connect().readMatching("company", ask, signal);
      seen.push(...page.records.map(({ ref }) => ref.id));
      token = page.token && JSON.parse(JSON.stringify(page.token));
    } while (token !== null);
    expect(seen).toHaveLength(330);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(await callsOf("bulk-create")).toBe(1);
  });

  test("crm-5: a job that is gone is begun anew behind the last row, and in the end what is left is read by calls", async () => {
    const { simulator, connect, callsOf } = await open();
    const ids = simulator.seed("Account", rows(400), anHourAgo);
    let read = 0;
    const adapter = connect();
    const { records, pages } = await readAll(adapter, {
      expected: 400,
      async onPage(page) {
        read += page.records.length;
        if (read >= 60 && read <= 300) await simulator.dropJobs();
      },
    });
    expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
    expect(await callsOf("bulk-create")).toBe(3);
    const [failed] = pages.flatMap(({ job }) => (job?.state === "failed" ? [job] : []));
    expect(failed).toMatchObject({ said: "it was lost, as 2 others were before it" });
  });

  test.each<[string, SalesforceOptions, string[], RegExp]>([
    ["fails", {}, ["bulk-fails"], /InternalServerError/],
    ["cannot be made", { bulkUnsupported: ["Account"] }, [], /not supported by the Bulk API/],
  ])(
    "crm-5: a job that %s says why, and what is left is read by calls",
    async (_, options, faults, said) => {
      const { simulator, connect } = await open(options);
      for (const vendor of faults) await simulator.faults.add({ kind: "bulk-create", vendor });
      const ids = simulator.seed("Account", rows(200), anHourAgo);
      const { records, pages } = await readAll(connect(), { expected: 200 });
      expect(records.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
      const told = pages.flatMap(({ job }) => (job?.state === "failed" ? [job.said] : []));
      expect(told).toEqual([expect.stringMatching(said)]);
    },
  );

  test("crm-5: has two pages of a job in memory at most, the second once half of the first is used up", async () => {
    const { simulator, connect, callsOf } = await open();
    simulator.seed("Account", rows(400), anHourAgo);
    let read = 0;
    await readAll(connect(), {
      ...{ expected: 400, limit: 25 },
      async onPage({ records }) {
        read += records.length;
        if (read === 0) return;
        const [inHand, used] = [Math.ceil(read / 100), read % 100 || 100];
        const most = Math.min(4, inHand + (used >= 50 ? 1 : 0));
        await eventually(async () => expect(await callsOf("bulk-results")).toBe(most));
      },
    });
  });

  test("crm-5: takes fewer calls by a job than by pages from the size on at which a job is made, even if Salesforce takes a minute", async () => {
    // A minute: after 0.5, 1, 2, 4, 8, 16, 26, 36, 46 and 56 s.
    const { simulator, connect } = await open({ bulkPolls: 10 });
    simulator.seed("Account", rows(10_000), anHourAgo);
    const callsFor = async (expected: number, limit: number) => {
      const adapter = connect({});
      await adapter.describeFields("company", signal);
      const before = (await simulator.books.read()).seq;
      await readAll(adapter, { expected, limit });
      const { calls } = await simulator.books.read(before);
      return calls.filter(({ kind }) => kind === "read").length;
    };
    expect(await callsFor(9_999, 500)).toBe(21);
    expect(await callsFor(10_000, 500)).toBe(13);
  });

  test.each<[string, { seeded: number; byIds?: boolean; byJob: boolean }]>([
    ["a job", { seeded: 230, byJob: true }],
    ["pages", { seeded: 140, byJob: false }],
    ["pages that are all full", { seeded: 120, byJob: false }],
    ["ids", { seeded: 240, byIds: true, byJob: false }],
  ])(
    "crm-16: is expected to take the calls that it takes, by %s",
    async (_, { seeded, byIds, byJob }) => {
      const { simulator, connect } = await open();
      const ids = simulator.seed("Account", rows(seeded), anHourAgo);
      const adapter = connect();
      await adapter.describeFields("company", signal);
      const { seq } = await simulator.books.read();
      const filter = byIds ? { field: "id", is: "anyOf" as const, values: ids } : everyRecord;
      const ask = { filter, expected: seeded, limit: 40 };
      const estimate = adapter.readCalls?.(ask);
      await readAll(adapter, ask);
      const { calls } = await simulator.books.read(seq);
      expect(estimate?.byJob).toBe(byJob);
      expect(calls.length).toBeGreaterThanOrEqual(estimate?.atLeast ?? Number.NaN);
      expect(calls.length).toBeLessThanOrEqual((byJob ? estimate?.likely : estimate?.atMost) ?? 0);
    },
  );

  test("crm-16: each call of a job counts in the connection's quota, and in the limits that its processes share", async () => {
    const { simulator, connect } = await open();
    simulator.seed("Account", rows(200), anHourAgo);
    const perDay = 7;
    const admission = createInProcessAdmission({
      limits: {
        "connection:acme": {
          windows: [{ kind: "day", unit: "requests", timeZone: "UTC", limit: perDay }],
        },
      },
    });
    const adapter = connect({ ...short, admission });
    // Login, description, job, two looks at it, two pages of its rows.
    await readAll(adapter, { expected: 200 });
    const { calls } = await simulator.books.read();
    expect(calls).toHaveLength(perDay);
    expect(adapter.quota().used).toBe(calls.filter(({ kind }) => kind === "read").length);
    const ask = { filter: everyRecord, token: null, limit: 40, expected: 200 };
    await expect(adapter.readMatching("company", ask, signal)).rejects.toMatchObject({
      reason: "quota",
    });
  });
});

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
    const { simulator, connect, callsOf } = await open({ bulkPolls: 2 });
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
    const { simulator, connect } = await open();
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

  test.each<[string, () => Promise<CrmAdapter>]>([
    [
      "jobs of Salesforce",
      async () => {
        const { simulator, connect } = await open();
        simulator.seed("Account", rows(3000), anHourAgo);
        return connect(large);
      },
    ],
    [
      "pages of Salesforce",
      async () => {
        const { simulator, connect } = await open();
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
