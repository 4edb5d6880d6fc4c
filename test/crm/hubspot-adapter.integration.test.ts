import type { CrmAdapter, Cursor, Page } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { contractOutputs, describeCrmAdapter } from "@fieldwork/crm/testing";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  createHubspotSimulator,
  type HubspotOptions,
  type HubspotSimulator,
} from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";
import { asFixture } from "./simulated-crm.ts";

const names: Readonly<Record<string, string>> = {
  employees: "numberofemployees",
  firstName: "firstname",
  lastName: "lastname",
  jobTitle: "jobtitle",
  stage: "dealstage",
  closesOn: "closedate",
};
const objects: Readonly<Record<string, string>> = {
  ...{ company: "companies", contact: "contacts", deal: "deals" },
};

interface Settings {
  apiVersion?: "v3" | "2026-03" | "2026-09";
  overlapMs?: number;
  timeoutMs?: number;
}

function connectTo({ url, credentials }: HubspotSimulator, settings: Settings = {}): CrmAdapter {
  return createHubspotAdapter({
    connection: "acme",
    accessToken: credentials.integration.accessToken,
    baseUrl: url,
    outputs: contractOutputs,
    logger: testLogger(),
    ...settings,
  });
}

async function createFixture(options: HubspotOptions = {}) {
  const simulator = createHubspotSimulator(options);
  await simulator.start();
  const connect = (settings: Settings) => connectTo(simulator, settings);
  await prepare(connect({}));
  return asFixture({
    simulator,
    connect,
    objectName: (object) => objects[object] ?? object,
    fieldName: (object, field) =>
      object === "deal" && field === "name" ? "dealname" : (names[field] ?? field),
    showsDeletions: false,
  });
}

async function prepare(adapter: CrmAdapter): Promise<void> {
  const { signal } = new AbortController();
  for (const object of ["company", "contact"] as const) {
    await adapter.ensureOutputFields(object, contractOutputs(object), signal);
  }
  await adapter.close();
}

describeCrmAdapter("HubSpot", createFixture);
describeCrmAdapter("HubSpot, answering for each input apart,", () =>
  createFixture({ batchErrors: "by-trace-id" }),
);

describe("HubSpot adapter, at its limits", () => {
  const { signal } = new AbortController();

  async function open(options: HubspotOptions = {}, settings: Settings = {}) {
    const simulator = createHubspotSimulator(options);
    await simulator.start();
    const adapter = connectTo(simulator, settings);
    onTestFinished(async () => {
      await adapter.close();
      await simulator.stop();
    });
    return { simulator, adapter };
  }

  async function scan(adapter: CrmAdapter, from: Cursor | null, object = "company") {
    const ids: string[] = [];
    let cursor = from;
    for await (const page of adapter.readChanges(object, from, signal)) {
      ids.push(...page.changes.map(({ ref }) => ref.id));
      cursor = page.cursor;
    }
    return { ids, cursor };
  }

  test("crm-8: reads past the 10,000 results at which a search ends, each record once", async () => {
    const { simulator, adapter } = await open();
    const rows = Array.from({ length: 10_300 }, (_, index) => ({ name: `Company ${index}` }));
    const ids = simulator.seed("companies", rows);
    const read = await scan(adapter, null);
    expect(read.ids).toEqual(ids);
    const { counts } = await simulator.books.read();
    expect(counts.calls).toEqual({ "read 200 integration": Math.ceil(10_300 / 200) });
  });

  test("crm-8: delivers an edit that search shows late, although scans went on meanwhile", async () => {
    const { simulator, adapter } = await open({ indexLagMs: 400 });
    let { cursor } = await scan(adapter, null);
    const [id = ""] = await simulator.create("companies", [{ name: "Late" }]);
    await eventually(
      async () => {
        const read = await scan(adapter, cursor);
        cursor = read.cursor;
        expect(read.ids).toContain(id);
      },
      { everyMs: 100 },
    );
    const { counts } = await simulator.books.read();
    expect(counts.calls["read 200 integration"]).toBeGreaterThan(3);
  });

  test("crm-10: a merge ends the old ids as the new one, once for all edits, and an old id is not read to be written", async () => {
    const { simulator, adapter } = await open();
    const [one = "", two = "", other = ""] = await simulator.create("companies", [
      { name: "One" },
      { name: "Two", city: "Lund" },
      { name: "Other" },
    ]);
    const { cursor } = await scan(adapter, null);
    const left = await simulator.merge({ object: "companies", id: one }, [two]);
    const changes: Page["changes"][number][] = [];
    for await (const page of adapter.readChanges("company", cursor, signal)) {
      changes.push(...page.changes);
    }
    const ref = { connection: "acme", object: "company", id: left };
    const ends = changes.filter(({ kind }) => kind === "deleted");
    expect(ends.map((end) => end.ref.id).toSorted()).toEqual([one, two].toSorted());
    for (const end of ends) expect(end).toMatchObject({ became: { how: "merged", ref } });
    expect(changes.find((change) => change.ref.id === left)).toMatchObject({
      ...{ kind: "changed", fields: { name: "One", city: "Lund" } },
    });
    const read = await adapter.readRecords("company", [one, two, other], signal);
    expect(read.map((record) => record.ref.id)).toEqual([other]);
    const [first] = (await scan(adapter, null)).ids;
    expect(first).toBe(other);
  });

  test.each(["2026-03", "2026-09"] as const)(
    "crm-9: speaks the paths of %s, and follows contacts by the stamp that they alone have",
    async (apiVersion) => {
      const { simulator, adapter } = await open({}, { apiVersion });
      await adapter.ensureOutputFields("contact", contractOutputs("contact"), signal);
      const [id = ""] = await simulator.create("contacts", [{ lastname: "Berg" }]);
      const first = await scan(adapter, null, "contact");
      expect(first.ids).toEqual([id]);
      await simulator.edit({ object: "contacts", id }, { lastname: "Dal" });
      expect((await scan(adapter, first.cursor, "contact")).ids).toEqual([id]);
      const write = { id, values: { ai_seniority: "Manager" } };
      expect(await adapter.writeFields("contact", [write], signal)).toEqual([{ kind: "written" }]);
      const [record] = await adapter.readRecords("contact", [id], signal);
      expect(record).toMatchObject({ fields: { lastName: "Dal" }, outputs: write.values });
      const { calls } = await simulator.books.read();
      for (const { path } of calls) expect(path).toContain(`/${apiVersion}/`);
      expect(calls.length).toBeGreaterThan(6);
    },
  );

  test("crm-29: every call names its client, and a write the runs that it serves", async () => {
    const { simulator, adapter } = await open();
    await adapter.ensureOutputFields("company", contractOutputs("company"), signal);
    const [id = ""] = await simulator.create("companies", [{ name: "A" }]);
    const { seq } = await simulator.books.read();
    const write = { id, values: { ai_industry: "Media" }, runs: ["live", "undo-1", "live"] };
    await adapter.writeFields("company", [write], signal);
    await adapter.readRecords("company", [id], signal);
    const { calls } = await simulator.books.read(seq);
    const ours = calls.filter(({ kind }) => kind === "read" || kind === "write");
    expect(new Set(ours.map(({ headers }) => headers?.["user-agent"]))).toEqual(
      new Set(["fieldwork"]),
    );
    const runs = ours.map(({ kind, headers }) => [kind, headers?.["x-fieldwork-run"]]);
    expect(runs.filter(([kind]) => kind === "write")).toEqual([["write", "live, undo-1"]]);
  });

  test("crm-31: takes a success that names no record for no answer", async () => {
    const { simulator, adapter } = await open();
    await adapter.ensureOutputFields("company", contractOutputs("company"), signal);
    const [id = ""] = await simulator.create("companies", [{ name: "A" }]);
    await simulator.faults.add({ kind: "batch-update", vendor: "silent-no-op" });
    const results = await adapter.writeFields(
      "company",
      [{ id, values: { ai_industry: "Media" } }],
      signal,
    );
    expect(results).toMatchObject([{ kind: "unknown", error: { code: "crm_write_unknown" } }]);
  });

  test("a field that HubSpot does not have is told as such, and asked for once", async () => {
    const { simulator, adapter } = await open();
    const ids = await simulator.create("companies", [{ name: "A" }, { name: "B" }]);
    const results = await adapter.writeFields(
      "company",
      ids.map((id) => ({ id, values: { ai_industry: "Media" } })),
      signal,
    );
    for (const result of results) {
      expect(result).toMatchObject({ kind: "refused", error: { code: "crm_field_missing" } });
    }
    const { counts } = await simulator.books.read();
    expect(counts.calls).toMatchObject({ "write 400 integration": 1 });
  });

  test("a token that ran out closes the connection for a while, and is not in the error", async () => {
    const { simulator, adapter } = await open();
    await simulator.faults.add({ status: 401 });
    const error = await adapter.readRecords("company", ["1"], signal).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "crm_auth_failed", retryable: true, retryAfterMs: 60_000 });
    expect(String(error)).not.toContain(simulator.credentials.integration.accessToken);
  });
});
