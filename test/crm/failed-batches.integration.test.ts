import type { CrmAdapter, FieldWriteResult } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { contractOutputs } from "@fieldwork/crm/testing";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  type CrmControl,
  createHubspotSimulator,
  createSalesforceSimulator,
  type FaultRule,
} from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();

interface Crm {
  adapter: CrmAdapter;
  simulator: CrmControl & { stop(): Promise<void> };
  object: string;
  nameField: string;
  outputField: string;
}

async function openHubspot(): Promise<Crm> {
  const simulator = createHubspotSimulator();
  await simulator.start();
  const adapter = createHubspotAdapter({
    ...{ connection: "acme", accessToken: simulator.credentials.integration.accessToken },
    ...{ baseUrl: simulator.url, outputs: contractOutputs, logger: testLogger() },
  });
  await adapter.ensureOutputFields("company", contractOutputs("company"), signal);
  return { adapter, simulator, object: "companies", nameField: "name", outputField: "ai_industry" };
}

async function openSalesforce(): Promise<Crm> {
  const values = ["Media", "Retail"];
  const simulator = createSalesforceSimulator({
    customFields: [
      { object: "Account", name: "Ai_Industry__c", label: "AI industry", type: "picklist", values },
    ],
  });
  await simulator.start();
  const { url, credentials } = simulator;
  const adapter = createSalesforceAdapter({
    ...{ connection: "acme", loginUrl: url, ...credentials },
    grant: { kind: "client-credentials", ...credentials },
    ...{ outputs: contractOutputs, logger: testLogger() },
  });
  const fields = { nameField: "Name", outputField: "Ai_Industry__c" };
  return { adapter, simulator, object: "Account", ...fields };
}

/** Records, one of which is poison, and rounds of the writer: read, and write what is not there yet. */
async function open(create: () => Promise<Crm>, count: number) {
  const crm = await create();
  const { adapter, simulator, object, nameField, outputField } = crm;
  onTestFinished(async () => {
    await adapter.close();
    await simulator.stop();
  });
  const names = Array.from({ length: count }, (_, index) => ({ [nameField]: `C${index}` }));
  const ids = await simulator.create(object, names);
  const { seq } = await simulator.books.read();
  const writesSoFar = async () =>
    (await simulator.books.read(seq)).calls.filter(({ kind }) => kind === "write").length;

  async function round(of: readonly string[]): Promise<Map<string, FieldWriteResult>> {
    const live = await adapter.readRecords("company", of, signal);
    const open = live.filter(({ outputs }) => outputs.ai_industry !== "Media");
    const writes = open.map(({ ref }) => ({ id: ref.id, values: { ai_industry: "Media" } }));
    const results = await adapter.writeFields("company", writes, signal);
    return new Map(writes.map(({ id }, index) => [id, results[index] ?? expect.unreachable()]));
  }
  async function written(): Promise<number> {
    const records = await Promise.all(ids.map((id) => simulator.record({ object, id })));
    return records.filter((record) => record?.fields[outputField] === "Media").length;
  }
  return { ...crm, ids, poison: ids[37] ?? "", round, written, writesSoFar };
}

type Poison = (id: string) => FaultRule;

const anyCall = { kind: "write", times: "always" } as const;
const html = { status: 403, as: "html" } as const;
const ofBoth: [string, Poison][] = [
  ["makes the CRM fail", (id) => ({ ...anyCall, body: id, status: 500 })],
  ["makes the CRM hang up", (id) => ({ ...anyCall, body: id, reset: "before" })],
  ["makes a gateway give up", (id) => ({ ...anyCall, body: id, status: 502, as: "html" })],
  ["is turned away by a firewall", (id) => ({ ...anyCall, body: id, ...html })],
  ["is locked, and its call with it", (id) => ({ ...anyCall, body: id, status: 423 })],
  ["is refused without a word", (id) => ({ ...anyCall, body: id, status: 400, as: "empty" })],
];
const ofHubspot: [string, Poison][] = [
  ["brings silence", (id) => ({ ...anyCall, body: id, vendor: "silent-no-op" })],
  ["brings empty lists", (id) => ({ ...anyCall, body: id, vendor: "silent-multi-status" })],
  ["is locked alone", (id) => ({ ...anyCall, vendor: "item-error", ids: [id] })],
];
const ofSalesforce: [string, Poison][] = [
  ["is locked alone", (id) => ({ ...anyCall, vendor: "item-error", ids: [id] })],
];

describe.each<[string, () => Promise<Crm>, [string, Poison][]]>([
  ["HubSpot", openHubspot, [...ofBoth, ...ofHubspot]],
  ["Salesforce", openSalesforce, [...ofBoth, ...ofSalesforce]],
])("writing to %s", (_vendor, create, poisons) => {
  test.each(poisons)("a record that %s keeps no other from being written", async (_, poisonOf) => {
    const { simulator, ids, poison, round, written, writesSoFar } = await open(create, 61);
    await simulator.faults.add(poisonOf(poison));
    for (let rounds = 0; rounds < 9; rounds++) await round(ids);
    expect(await written()).toBe(60);
    expect(await writesSoFar()).toBeLessThanOrEqual(25);
    expect([...(await round(ids)).values()]).toMatchObject([
      { error: { scope: "record", failedTogether: 1 } },
    ]);
  });

  test.each<[string, FaultRule]>([
    ["405", { ...anyCall, status: 405 }],
    ["404", { ...anyCall, status: 404 }],
    ["409", { ...anyCall, status: 409 }],
    ["400 without a body", { ...anyCall, status: 400, as: "empty" }],
    ["the page of a firewall", { ...anyCall, ...html }],
  ])(
    "a refusal of every write with %s costs a few calls, and is the connection's",
    async (_, rule) => {
      const { simulator, ids, round, written, writesSoFar } = await open(create, 100);
      await simulator.faults.add(rule);
      for (const result of (await round(ids)).values()) {
        expect(result).toMatchObject({ kind: "refused", error: { scope: "connection" } });
      }
      const first = await writesSoFar();
      expect(first).toBeLessThanOrEqual(Math.ceil(Math.log2(100)) + 5);
      await round(ids);
      expect((await writesSoFar()) - first).toBe(1);
      await simulator.faults.clear();
      await round(ids);
      expect(await written()).toBe(100);
    },
  );

  test("an outage is no record's fault, and is asked after with one call", async () => {
    const { simulator, ids, round, written, writesSoFar } = await open(create, 61);
    await simulator.faults.add({ ...anyCall, status: 500 });
    for (let rounds = 0; rounds < 20; rounds++) {
      for (const result of (await round(ids)).values()) {
        expect(result).toMatchObject({ error: { scope: "vendor" } });
      }
    }
    expect(await writesSoFar()).toBeLessThanOrEqual(22);
    await simulator.faults.clear();
    await round(ids);
    expect(await written()).toBe(61);
  });
});

describe("an org with triggers and flows", () => {
  test("an org whose trigger takes few records gets few", async () => {
    const { simulator, ids, round, written } = await open(openSalesforce, 100);
    await simulator.faults.add({ ...anyCall, vendor: "automation-limit", atMost: 4 });
    for (let rounds = 0; rounds < 8; rounds++) {
      for (const result of (await round(ids)).values()) {
        if (result.kind === "refused") expect(result.error.retryable).toBe(true);
      }
    }
    expect(await written()).toBe(100);
  });

  test("a lock within a trigger or a flow passes", async () => {
    const { simulator, ids, round, written } = await open(openSalesforce, 10);
    const message = "T: BeforeUpdate; first error: UNABLE_TO_LOCK_ROW, unable to obtain";
    const rule = { ...anyCall, times: 1, vendor: "item-error", ids: ids.slice(2) };
    await simulator.faults.add({ ...rule, code: "CANNOT_EXECUTE_FLOW_TRIGGER", message });
    const results = [...(await round(ids)).values()];
    expect(results[5]).toMatchObject({ error: { retryable: true, scope: "vendor" } });
    await round(ids);
    expect(await written()).toBe(10);
  });
});

describe("a wrong version of the API", () => {
  test("takes no record of Salesforce for gone", async () => {
    const { simulator, ids } = await open(openSalesforce, 3);
    const { url, credentials } = simulator as ReturnType<typeof createSalesforceSimulator>;
    await simulator.faults.add({ path: "v999", status: 404, times: "always" });
    const adapter = createSalesforceAdapter({
      ...{ connection: "acme", loginUrl: url, ...credentials, apiVersion: "999.0" },
      grant: { kind: "client-credentials", ...credentials },
      ...{ outputs: contractOutputs, logger: testLogger() },
    });
    onTestFinished(() => adapter.close());
    await expect(adapter.readRecords("company", ids, signal)).rejects.toMatchObject({
      ...{ reason: "wrong-endpoint", scope: "connection" },
    });
    const results = await adapter.writeFields(
      "company",
      ids.map((id) => ({ id, values: { ai_summary: "S" } })),
      signal,
    );
    expect(results).toMatchObject(ids.map(() => ({ error: { reason: "wrong-endpoint" } })));
  });
});

describe("reading from HubSpot", () => {
  const item = { kind: "batch-read", vendor: "item-error", times: "always" } as const;

  test("an item that fails for the moment says so, and how long to wait", async () => {
    const { adapter, simulator, ids } = await open(openHubspot, 3);
    const message = "Try again in 38s";
    await simulator.faults.add({ ...item, ids: ids.slice(1), category: "RATE_LIMITS", message });
    await expect(adapter.readRecords("company", ids, signal)).rejects.toMatchObject({
      ...{ code: "crm_rate_limited", retryable: true, retryAfterMs: 38_000 },
      details: { ids: ids.slice(1) },
    });
  });

  test("an item that fails for good is named, and not taken for gone", async () => {
    const { adapter, simulator, ids } = await open(openHubspot, 3);
    await simulator.faults.add({ ...item, ids: ids.slice(2), category: "VALIDATION_ERROR" });
    await expect(adapter.readRecords("company", ids, signal)).rejects.toMatchObject({
      ...{ reason: "refused-read", scope: "record", retryable: false },
      details: { ids: ids.slice(2) },
    });
  });

  test("a success that passes over records takes none of them for gone", async () => {
    const { adapter, simulator, ids } = await open(openHubspot, 3);
    const silence = { kind: "batch-read", vendor: "silent-no-op" } as const;
    await simulator.faults.add(silence);
    expect(await adapter.readRecords("company", ids, signal)).toHaveLength(3);
    await simulator.faults.add({ ...silence, times: 2 });
    await expect(adapter.readRecords("company", ids, signal)).rejects.toMatchObject({
      ...{ code: "crm_reply_malformed", retryable: true },
    });
  });

  test("records that are gone are left out, however HubSpot says so", async () => {
    const { adapter, simulator, ids, object } = await open(openHubspot, 3);
    const [kept = "", ...gone] = ids;
    for (const id of gone) await simulator.remove({ object, id });
    const read = async (of: readonly string[]) =>
      (await adapter.readRecords("company", of, signal)).map(({ ref }) => ref.id);
    await simulator.faults.add({ kind: "batch-read", vendor: "silent-no-op", nth: 2, times: 2 });
    expect(await read(ids)).toEqual([kept]);
    expect(await read(gone)).toEqual([]);
    await simulator.faults.add({ kind: "batch-read", status: 404, reason: "OBJECT_NOT_FOUND" });
    expect(await read(ids)).toEqual([kept]);
  });
});

test("a login beyond the org's limit is no wrong password", async () => {
  const { adapter, simulator, ids } = await open(openSalesforce, 1);
  const rule = { kind: "login", status: 403, reason: "REQUEST_LIMIT_EXCEEDED", times: "always" };
  await simulator.faults.add(rule as FaultRule);
  await expect(adapter.readRecords("company", ids, signal)).rejects.toMatchObject({
    ...{ code: "crm_quota_exhausted", scope: "account", outcome: "not-sent" },
  });
});
