import type { OutputField } from "@fieldwork/crm";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator, type SalesforceOptions } from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
const object = "Account" as const;
const outputs: OutputField[] = [
  { field: "ai_industry", label: "I", type: "choice", options: ["Media", "Retail"] },
  { field: "ai_summary", label: "S", type: "text", maxChars: 32_000 },
  { field: "ai_founded", label: "F", type: "date" },
  { field: "ai_staff", label: "N", type: "integer" },
  { field: "ai_listed", label: "L", type: "boolean" },
];
const customFields: SalesforceOptions["customFields"] = [
  { object, name: "Ai_Industry__c", label: "I", type: "picklist", values: ["Media", "Retail"] },
  { object, name: "Ai_Summary__c", label: "S", type: "textarea", length: 32_768 },
  { object, name: "Ai_Founded__c", label: "F", type: "date" },
  { object, name: "Ai_Staff__c", label: "N", type: "double", precision: 18, scale: 0 },
  { object, name: "Ai_Listed__c", label: "L", type: "picklist", values: ["true", "false"] },
];

async function open(options: SalesforceOptions = {}) {
  const simulator = createSalesforceSimulator({ customFields, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { url, credentials } = simulator;
  const adapter = createSalesforceAdapter({
    ...{ connection: "acme", loginUrl: url, clientId: credentials.clientId },
    grant: { kind: "client-credentials", clientSecret: credentials.clientSecret },
    ...{ outputs: () => outputs, logger: testLogger() },
    bulkWritesFrom: 2,
  });
  onTestFinished(() => adapter.close());
  const create = (count: number) =>
    simulator.create(
      object,
      Array.from({ length: count }, (_, n) => ({ Name: `Company ${n}` })),
    );
  const { bulkWrites } = adapter;
  if (!bulkWrites) return expect.unreachable("the connection chose it");
  const write = (writes: Parameters<typeof bulkWrites.write>[1]) =>
    bulkWrites.write("company", writes, signal);
  const outputsOf = async (ids: readonly string[]) => {
    const records = await adapter.readRecords("company", ids, signal);
    return ids.map((id) => records.find(({ ref }) => ref.id === id)?.outputs);
  };
  const operations = async () =>
    (await simulator.books.read()).calls.flatMap(({ kind, operation }) =>
      kind === "write" ? [operation] : [],
    );
  return { simulator, adapter, create, write, outputsOf, operations };
}

const kinds = (results: readonly { kind: string }[]) => results.map(({ kind }) => kind);

describe("writes by a job of the Bulk API 2.0", () => {
  test("crm-34: each record gets its own fields, in the CRM's form, and keeps what it was not given", async () => {
    const { create, write, outputsOf, operations } = await open();
    const ids = await create(4);
    const [a = "", b = "", c = "", d = ""] = ids;
    const summary = 'Two lines,\r\n"quoted"; =1+1 👩‍💻';
    await write([
      { id: a, values: { ai_industry: "Media" } },
      { id: b, values: { ai_summary: summary, ai_founded: "2024-02-29" } },
      { id: c, values: { ai_staff: "1200", ai_listed: "true" } },
    ]);
    const results = await write([
      { id: a, values: { ai_summary: "Beside it" } },
      { id: b, values: { ai_founded: null } },
      { id: d, values: { ai_listed: "false" } },
    ]);
    expect(kinds(results)).toEqual(["written", "written", "written"]);
    const blank = Object.fromEntries(outputs.map(({ field }) => [field, null]));
    expect(await outputsOf(ids)).toEqual([
      { ...blank, ai_industry: "Media", ai_summary: "Beside it" },
      { ...blank, ai_summary: summary },
      { ...blank, ai_staff: "1200", ai_listed: "true" },
      { ...blank, ai_listed: "false" },
    ]);
    expect(new Set(await operations())).toEqual(
      new Set(["ingest-create", "ingest-upload", "ingest-state"]),
    );
  });

  test("crm-33: a text that a job would take for an order to clear is written by a call, beside the job", async () => {
    const { create, write, outputsOf, operations } = await open();
    const ids = await create(3);
    const [a = "", b = "", c = ""] = ids;
    const long = "x".repeat(32_001);
    const results = await write([
      { id: a, values: { ai_summary: "#N/A" } },
      { id: b, values: { ai_summary: "plain" } },
      { id: c, values: { ai_summary: long } },
    ]);
    expect(kinds(results)).toEqual(["written", "written", "written"]);
    expect((await outputsOf(ids)).map((one) => one?.ai_summary)).toEqual(["#N/A", "plain", long]);
    expect(await operations()).toContain("update-collection");
  });

  test("crm-34: what the job did, refused and did not come to is told record by record, in whatever order it lists them", async () => {
    const { simulator, create, write, outputsOf } = await open();
    const ids = await create(6);
    const [gone = ""] = ids;
    await simulator.remove({ object, id: gone });
    const poisoned = ids.map((id, n) => ({
      ...{ id, values: { ai_industry: n === 2 ? "No such industry" : "Media" } },
    }));
    const results = await write(poisoned);
    expect(kinds(results)).toEqual([
      ...["refused", "written", "refused", "written", "written", "written"],
    ]);
    expect(results[0]).toMatchObject({ error: { code: "crm_record_gone" } });
    expect(results[2]).toMatchObject({
      error: {
        reason: "refused-record",
        retryable: false,
        details: { fields: ["Ai_Industry__c"] },
      },
    });
    await simulator.faults.add({ kind: "ingest-state", vendor: "ingest-fails", after: 2 });
    const rest = ids.slice(1).map((id) => ({ id, values: { ai_summary: "After" } }));
    const broken = await write(rest);
    expect(kinds(broken)).toEqual(["written", "written", "refused", "refused", "refused"]);
    expect(broken[4]).toMatchObject({ error: { outcome: "not-sent", retryable: true } });
    const summaries = (await outputsOf(ids.slice(1))).map((one) => one?.ai_summary);
    expect(summaries).toEqual(["After", "After", null, null, null]);
  });

  test("crm-25: what a lock met in a job is nobody's fault yet, and is written by a call the next time", async () => {
    const { simulator, create, write, operations } = await open();
    const ids = await create(3);
    const [locked = ""] = ids;
    const fault = { vendor: "item-error", ids: [locked], times: 1 };
    await simulator.faults.add({ kind: "ingest-poll", nth: 2, ...fault });
    const writes = ids.map((id) => ({ id, values: { ai_industry: "Media" } }));
    const results = await write(writes);
    expect(kinds(results)).toEqual(["refused", "written", "written"]);
    expect(results[0]).toMatchObject({
      error: { code: "crm_record_locked", retryable: true, failedTogether: 3, scope: "vendor" },
    });
    expect(kinds(await write(writes))).toEqual(["written", "written", "written"]);
    expect((await operations()).filter((one) => one === "update-collection")).toHaveLength(1);
  });

  test("crm-34: an object that the Bulk API does not know is written by calls", async () => {
    const { create, write, operations } = await open({ bulkUnsupported: ["Account"] });
    const ids = await create(3);
    const results = await write(ids.map((id) => ({ id, values: { ai_industry: "Media" } })));
    expect(kinds(results)).toEqual(["written", "written", "written"]);
    expect(await operations()).toEqual(["ingest-create", "update-collection"]);
  });

  test("G2: nothing is done by a job whose read has become too old, or one of whose writes is held, before it begins", async () => {
    const { create, write, outputsOf, operations } = await open();
    const ids = await create(3);
    let looks = 0;
    const held = () => {
      looks += 1;
      return looks > 1;
    };
    const results = await write(
      ids.map((id, n) => ({
        ...{ id, values: { ai_industry: "Media" } },
        ...(n === 1 && { isHeld: held }),
      })),
    );
    expect(results).toMatchObject(
      ids.map(() => ({ kind: "refused", error: { outcome: "not-sent", reason: "held" } })),
    );
    const late = await write(
      ids.map((id) => ({
        id,
        values: { ai_industry: "Media" },
        sendBefore: performance.now() - 1,
      })),
    );
    expect(late).toMatchObject(ids.map(() => ({ error: { reason: "late" } })));
    expect((await outputsOf(ids)).map((one) => one?.ai_industry)).toEqual([null, null, null]);
    expect((await operations()).filter((one) => one === "ingest-create")).toHaveLength(1);
  });

  test("crm-23: a job whose end nobody could see leaves every outcome unknown, and a read shows what it did", async () => {
    const { simulator, create, write, outputsOf } = await open({ bulkPolls: 0 });
    const ids = await create(2);
    await simulator.faults.add({ kind: "ingest-successful", reset: "before", times: "always" });
    const results = await write(ids.map((id) => ({ id, values: { ai_industry: "Media" } })));
    expect(kinds(results)).toEqual(["unknown", "unknown"]);
    expect((await outputsOf(ids)).map((one) => one?.ai_industry)).toEqual(["Media", "Media"]);
  });
});
