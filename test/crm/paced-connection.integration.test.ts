import { randomUUID } from "node:crypto";
import { connectionLimits, createRestingAdapter } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { contractOutputs } from "@fieldwork/crm/testing";
import {
  type Admission,
  createInProcessAdmission,
  createRedisAdmission,
  type LimitWindow,
} from "@fieldwork/limits";
import { testLogger } from "@fieldwork/runtime/testing";
import { createHubspotSimulator } from "@fieldwork/simulators";
import { expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";

function limitsOf(windows?: readonly LimitWindow[]) {
  const connection = { vendor: "hubspot", name: "portal", accessToken: "" } as const;
  return connectionLimits([windows ? { ...connection, limits: windows } : connection]);
}

async function openRedis(prefix: string, windows?: readonly LimitWindow[]) {
  const admission = createRedisAdmission({
    ...{ redisUrl, prefix, limits: limitsOf(windows), logger: testLogger() },
  });
  await admission.start();
  onTestFinished(() => admission.stop());
  return admission;
}

async function openHubspot(options: Parameters<typeof createHubspotSimulator>[0] = {}) {
  const simulator = createHubspotSimulator(options);
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const connect = (admission: Admission) => {
    const adapter = createHubspotAdapter({
      ...{ connection: "portal", accessToken: simulator.credentials.integration.accessToken },
      ...{ baseUrl: simulator.url, outputs: contractOutputs, logger: testLogger(), admission },
    });
    onTestFinished(() => adapter.close());
    return adapter;
  };
  const statuses = async () => (await simulator.books.read()).calls.map(({ status }) => status);
  return { simulator, connect, statuses };
}

async function firstPage(adapter: ReturnType<typeof createHubspotAdapter>) {
  for await (const page of adapter.readChanges("company", null, signal)) return page;
  return undefined;
}

test("G5: several processes that search one portal stay inside what it allows, by the vendor's own limits", async () => {
  const { connect, statuses } = await openHubspot({ searchesPerSecond: 5 });
  const prefix = `test-${randomUUID()}`;
  const adapters = [connect(await openRedis(prefix)), connect(await openRedis(prefix))];
  const before = (await statuses()).length;
  await Promise.all(
    adapters.flatMap((adapter) => Array.from({ length: 6 }, () => firstPage(adapter))),
  );
  const seen = (await statuses()).slice(before);
  expect(seen.length).toBeGreaterThanOrEqual(12);
  expect(seen).not.toContain(429);
}, 30_000);

const oneDay: LimitWindow[] = [{ kind: "day", unit: "requests", timeZone: "UTC", limit: 3 }];

test.each<[string, () => Promise<[Admission, Admission]>]>([
  [
    "in two processes",
    async () => {
      const prefix = `test-${randomUUID()}`;
      return [await openRedis(prefix, oneDay), await openRedis(prefix, oneDay)];
    },
  ],
  [
    "in one process",
    async () => {
      const admission = createInProcessAdmission({ limits: limitsOf(oneDay) });
      return [admission, admission];
    },
  ],
])(
  "G5: a day's limit that is used up %s lets no call leave, and rests the connection",
  async (_, open) => {
    const { simulator, connect, statuses } = await openHubspot();
    const [id = ""] = await simulator.create("companies", [{ name: "Acme" }]);
    const [one, two] = (await open()).map(connect);
    if (!one || !two) return expect.unreachable();
    for (const adapter of [one, two, one]) await adapter.readRecords("company", [id], signal);
    const before = await statuses();
    const used = { reason: "quota", outcome: "not-sent", scope: "account" };
    const begun: unknown[] = [];
    const resting = createRestingAdapter(two, {
      rests: { find: async () => undefined, begin: async (rest) => begun.push(rest) > 0 },
      logger: testLogger(),
    });
    await expect(resting.readRecords("company", [id], signal)).rejects.toMatchObject(used);
    const [result] = await one.writeFields("company", [{ id, values: {} }], signal);
    expect(result).toMatchObject({ kind: "refused", error: used });
    expect(begun).toMatchObject([{ connection: "portal", reason: "quota" }]);
    expect(await statuses()).toEqual(before);
  },
);

test("G5: while Redis is away nothing leaves for the CRM, and no record is at fault", async () => {
  const { connect, statuses } = await openHubspot();
  const admission = createRedisAdmission({
    ...{ redisUrl: "redis://127.0.0.1:1", limits: limitsOf(), logger: testLogger() },
  });
  onTestFinished(() => admission.stop());
  const begun: unknown[] = [];
  const adapter = createRestingAdapter(connect(admission), {
    rests: { find: async () => undefined, begin: async (rest) => begun.push(rest) > 0 },
    logger: testLogger(),
  });
  const unknown = { reason: "limits-unknown", outcome: "not-sent", scope: "ours" };
  const [result] = await adapter.writeFields("company", [{ id: "1", values: {} }], signal);
  expect(result).toMatchObject({ kind: "refused", error: unknown });
  await expect(adapter.readRecords("company", ["1"], signal)).rejects.toMatchObject({
    reason: "limits-unknown",
  });
  expect(begun).toMatchObject([{ connection: "portal", reason: "limits-unknown" }]);
  expect(await statuses()).toEqual([]);
});

test("G5: a write whose read has grown too old while it waited for its turn is not sent", async () => {
  const { simulator, connect, statuses } = await openHubspot();
  const [id = ""] = await simulator.create("companies", [{ name: "Acme" }]);
  const prefix = `test-${randomUUID()}`;
  const adapter = connect(
    await openRedis(prefix, [{ kind: "rate", unit: "requests", per: "second", limit: 1 }]),
  );
  await adapter.readRecords("company", [id], signal);
  const before = await statuses();
  const write = { id, values: {}, sendBefore: performance.now() + 300 };
  const [result] = await adapter.writeFields("company", [write], signal);
  expect(result).toMatchObject({ kind: "refused", error: { reason: "late", outcome: "not-sent" } });
  expect(await statuses()).toEqual(before);
});
