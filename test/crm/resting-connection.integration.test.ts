import { explainText } from "@fieldwork/api";
import { createConnector } from "@fieldwork/connector";
import { type CrmAdapter, createRestingAdapter } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { contractOutputs } from "@fieldwork/crm/testing";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import type { EventLog } from "@fieldwork/event-log";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  type FaultRule,
} from "@fieldwork/simulators";
import { createConnectionRests, type Database, findConnectionRest } from "@fieldwork/store";
import { createSuppression } from "@fieldwork/store/erasure";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
let testDatabase: TestStore;
let database: Database;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
});

afterAll(async () => {
  await testDatabase.drop();
});

const silentLog: EventLog = {
  name: "log",
  publish: async () => undefined,
  subscribe: async () => expect.unreachable("the connector follows nothing"),
  lag: async () => 0,
  check: async () => undefined,
  start: async () => undefined,
  stop: async () => undefined,
};

/** A connector, as fast as it may be, with what it warns of. */
async function startConnector(adapter: CrmAdapter, holder: string) {
  const warnings: unknown[] = [];
  const logger = Object.assign(testLogger(), { warn: (fields: unknown) => warnings.push(fields) });
  const enrichments = await loadEnrichments();
  const definitions = fixedDefinitions(enrichments.filter(({ object }) => object === "company"));
  const connector = createConnector({
    config: { POLL_EVERY_MS: 100, LEASE_MS: 1000 },
    ...{ database, eventLog: silentLog, adapters: [adapter], definitions, holder, logger },
    suppression: createSuppression({ database, logger }),
  });
  await connector.start();
  onTestFinished(async () => {
    await connector.stop();
    await adapter.close();
  });
  return { connector, warnings };
}

async function openHubspot(connection: string) {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const connect = () =>
    createHubspotAdapter({
      ...{ connection, accessToken: simulator.credentials.integration.accessToken },
      ...{ baseUrl: simulator.url, outputs: contractOutputs, logger: testLogger() },
    });
  const reads = async () =>
    (await simulator.books.read()).calls.filter(({ kind }) => kind === "read");
  return { simulator, connect, reads };
}

const epochS = (inMs: number) => `${(Date.now() + inMs) / 1000}`;

test.each<[string, () => Partial<FaultRule>]>([
  ["seconds", () => ({ status: 429, retryAfter: "1.5" })],
  ["a moment", () => ({ status: 477, retryAfter: epochS(1500) })],
  ["words", () => ({ status: 429, message: "Too much. Try again in 1500 ms" })],
])("the connector calls again when it was told to, in %s", async (form, told) => {
  const { simulator, connect, reads } = await openHubspot(`told in ${form}`);
  const toldAtMs = Date.now();
  await simulator.faults.add({ kind: "search", ...told() } as FaultRule);
  await startConnector(connect(), "one");
  // What the connector asked of fields may have been under way when it was told.
  const [, second] = await eventually(async () => {
    const calls = (await reads()).filter(({ operation }) => operation === "search");
    expect(calls.length).toBeGreaterThan(1);
    return calls;
  });
  expect(Date.parse(second?.at ?? "") - toldAtMs).toBeGreaterThan(1450);
});

test.each<[string, Partial<FaultRule>, string, number]>([
  ["a day's limit", { status: 429, reason: "DAILY" }, "quota", 900_000],
  ["Retry-After", { status: 429, retryAfterS: 60 }, "rate-limited", 60_000],
  ["a migration", { status: 477, retryAfterS: 86_400 }, "busy", 86_400_000],
])("after %s no process calls, and one says so", async (name, told, reason, waitMs) => {
  const { simulator, connect, reads } = await openHubspot(name);
  await simulator.faults.add({ kind: "read", times: "always", ...told } as FaultRule);
  const { connector, warnings } = await startConnector(connect(), "one");
  const rest = await eventually(async () => {
    const found = await findConnectionRest(database, name);
    return found ?? expect.unreachable();
  });
  expect(rest).toMatchObject({ reason, toldService: "connector" });
  expect(Math.abs(rest.remainingMs - waitMs)).toBeLessThan(5000);
  await eventually(() =>
    expect(warnings).toMatchObject([{ reason, connection: name }, { part: expect.anything() }]),
  );
  await connector.stop();
  const successor = await startConnector(connect(), "two");
  const writer = createRestingAdapter(connect(), {
    ...{ rests: createConnectionRests(database, "writer"), logger: testLogger() },
  });
  onTestFinished(() => writer.close());
  await expect(writer.readRecords("company", ["1"], signal)).rejects.toMatchObject({ reason });
  const [result] = await writer.writeFields("company", [{ id: "1", values: {} }], signal);
  expect(result).toMatchObject({ kind: "refused", error: { outcome: "not-sent", reason } });
  expect(await reads()).toHaveLength(1);
  expect(warnings).toHaveLength(2);
  expect(successor.warnings).toEqual([]);
});

test("a token that is refused is asked for by nobody, until a connector starts anew with what may be another", async () => {
  const { simulator, connect, reads } = await openHubspot("refused");
  await simulator.faults.add({ kind: "read", times: "always", status: 401 } as FaultRule);
  const { connector } = await startConnector(connect(), "one");
  const rest = await eventually(
    async () => (await findConnectionRest(database, "refused")) ?? expect.unreachable(),
  );
  expect(rest.reason).toBe("refused-credentials");
  await connector.stop();
  const writer = createRestingAdapter(connect(), {
    ...{ rests: createConnectionRests(database, "writer"), logger: testLogger() },
  });
  onTestFinished(() => writer.close());
  await expect(writer.readRecords("company", ["1"], signal)).rejects.toMatchObject({
    reason: "refused-credentials",
  });
  expect(await reads()).toHaveLength(1);
  await startConnector(connect(), "two");
  await eventually(async () => expect(await reads()).toHaveLength(2));
});

test("an org whose day is used up is left alone, and explain says until when", async () => {
  const simulator = createSalesforceSimulator({ callsPerDay: 0 });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const adapter = createSalesforceAdapter({
    ...{ connection: "org", loginUrl: simulator.url, ...simulator.credentials },
    grant: { kind: "client-credentials", ...simulator.credentials },
    ...{ outputs: contractOutputs, logger: testLogger() },
  });
  await startConnector(adapter, "one");
  const rest = await eventually(async () => {
    const found = await findConnectionRest(database, "org");
    return found ?? expect.unreachable();
  });
  expect(rest).toMatchObject({ reason: "quota" });
  const ref = { connection: "org", object: "company", id: "1" } as const;
  const record = { ref, deleted: false, vendorAt: new Date(), readAt: new Date(), fields: {} };
  const trail = { record, work: [], ledger: [], ownerChanges: [], modelHolds: [] };
  expect(explainText(trail as never, rest)).toContain(
    `the connection rests until ${rest.until.toISOString()}`,
  );
});
