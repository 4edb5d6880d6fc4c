import {
  type CrmAdapter,
  type Cursor,
  extendMapping,
  type Mapping,
  type Page,
} from "@fieldwork/crm";
import { createSalesforceAdapter, outputMetadata } from "@fieldwork/crm/salesforce";
import { contractOutputs, describeCrmAdapter } from "@fieldwork/crm/testing";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  createSalesforceSimulator,
  customFieldsIn,
  type SalesforceOptions,
  type SalesforceSimulator,
} from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";
import { asFixture } from "./simulated-crm.ts";

const sobjects: Readonly<Record<string, string>> = {
  ...{ company: "Account", contact: "Contact", deal: "Opportunity" },
};
const names: Readonly<Record<string, string>> = {
  name: "Name",
  description: "Description",
  domain: "Website",
  phone: "Phone",
  country: "BillingCountry",
  city: "BillingCity",
  employees: "NumberOfEmployees",
  firstName: "FirstName",
  lastName: "LastName",
  email: "Email",
  jobTitle: "Title",
  stage: "StageName",
  amount: "Amount",
  closesOn: "CloseDate",
  ai_industry: "Ai_Industry__c",
  ai_summary: "Ai_Summary__c",
  ai_seniority: "Ai_Seniority__c",
};

const customFields = customFieldsIn(outputMetadata(contractOutputs));

const leads = extendMapping(new Map(), {
  lead: { object: "Lead", fields: { lastName: "LastName", company: "Company" } },
});

interface Settings {
  mapping?: Mapping;
  overlapMs?: number;
  timeoutMs?: number;
  pageSize?: number;
  bulkAfterRows?: number;
  bulkPageRows?: number;
}

function connectTo({ url, credentials }: SalesforceSimulator, settings: Settings = {}): CrmAdapter {
  return createSalesforceAdapter({
    connection: "acme",
    loginUrl: url,
    clientId: credentials.clientId,
    grant: { kind: "client-credentials", clientSecret: credentials.clientSecret },
    outputs: contractOutputs,
    logger: testLogger(),
    ...settings,
  });
}

async function createFixture(options: SalesforceOptions = {}, settings: Settings = {}) {
  const simulator = createSalesforceSimulator({ customFields, ...options });
  await simulator.start();
  return asFixture({
    simulator,
    connect: (given) => connectTo(simulator, { ...settings, ...given }),
    objectName: (object) => sobjects[object] ?? "",
    fieldName: (_, field) => names[field] ?? expect.unreachable(field),
    showsDeletions: true,
  });
}

describeCrmAdapter("Salesforce", createFixture);
describeCrmAdapter("Salesforce, in short pages of many lengths,", () =>
  createFixture({ queryPageSize: [1, 100, 250] }, { pageSize: 200 }),
);

describe("Salesforce adapter, at its limits", () => {
  const { signal } = new AbortController();

  async function open(options: SalesforceOptions = {}, settings: Settings = {}) {
    const simulator = createSalesforceSimulator({ customFields, ...options });
    await simulator.start();
    const adapter = connectTo(simulator, settings);
    onTestFinished(async () => {
      await adapter.close();
      await simulator.stop();
    });
    return { simulator, adapter };
  }

  async function scan(adapter: CrmAdapter, from: Cursor | null, onPage = async () => {}) {
    const changes: Page["changes"][number][] = [];
    let cursor = from;
    for await (const page of adapter.readChanges("company", from, signal)) {
      changes.push(...page.changes);
      cursor = page.cursor;
      await onPage();
    }
    return { changes, cursor };
  }

  test("crm-26: a guarded write waits until the record's stamp can tell an edit after the read", async () => {
    const { simulator, adapter } = await open();
    const [id = ""] = await simulator.create("Account", [{ Name: "A" }]);
    const results: unknown[] = [];
    await eventually(async () => {
      const readBeganAt = performance.now();
      const [read] = await adapter.readRecords("company", [id], signal);
      const { version = { vendorAt: "" }, outputs = {} } = read ?? {};
      const guard = { vendorAt: version.vendorAt, readBeganAt, outputs };
      const write = { id, values: { ai_industry: "Media" }, guard };
      results.push(...(await adapter.writeFields("company", [write], signal)));
      expect(results.at(-1)).toEqual({ kind: "written" });
    });
    expect(results[0]).toMatchObject({ error: { reason: "just-changed", outcome: "not-sent" } });
    const { calls } = await simulator.books.read();
    expect(calls.filter(({ kind }) => kind === "write")).toHaveLength(1);
  });

  test("crm-25: every read tells the account of each contact, and which objects have accounts is known without", async () => {
    const { simulator, adapter } = await open();
    const [account = ""] = simulator.seed("Account", [{ Name: "A" }]);
    const [of = "", free = ""] = simulator.seed("Contact", [
      { LastName: "Berg", AccountId: account },
      { LastName: "Lind" },
    ]);
    const toWrite = await adapter.readToWrite?.("contact", [of, free], signal);
    expect(toWrite?.records.map(({ parentId }) => parentId)).toEqual([account, undefined]);
    expect(await adapter.readRecords("contact", [of, free], signal)).toEqual(toWrite?.records);
    const scanned: (string | undefined)[] = [];
    for await (const { changes } of adapter.readChanges("contact", null, signal)) {
      for (const change of changes) if (change.kind === "changed") scanned.push(change.parentId);
    }
    expect(scanned).toEqual([account, undefined]);
    const company = await adapter.readToWrite?.("company", [account], signal);
    expect(company?.records[0]?.parentId).toBeUndefined();
    const parents = adapter.objects.map((object) => [object, adapter.parentsOf?.(object)]);
    expect(Object.fromEntries(parents)).toEqual({
      ...{ company: [], lead: [] },
      ...{ contact: ["company"], deal: ["company"], ticket: ["company"] },
    });
  });

  test("crm-4: goes on after its locators were dropped, and delivers each row once", async () => {
    const { simulator, adapter } = await open({ queryPageSize: [100] });
    const ids = simulator.seed(
      "Account",
      Array.from({ length: 450 }, () => ({ Name: "A" })),
    );
    const { changes } = await scan(adapter, null, () => simulator.dropLocators());
    expect(changes.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
  });

  test("crm-4: reads more than 10,000 rows in pages of 1, 1,000 and 2,000, each row once", async () => {
    const { simulator, adapter } = await open({ queryPageSize: [1, 1000, 2000] });
    const ids = simulator.seed(
      "Account",
      Array.from({ length: 10_300 }, (_, index) => ({ Name: `Company ${index}` })),
      (index) => Date.now() - 3_600_000 - (index % 40) * 1000,
    );
    const { changes } = await scan(adapter, null);
    expect(changes.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
  });

  test("crm-29: a write runs no assignment rules and names its runs, and every call names its client", async () => {
    const { simulator, adapter } = await open();
    const [id = ""] = await simulator.create("Account", [{ Name: "A" }]);
    const runs = ["live", "backfill-7"];
    await adapter.writeFields("company", [{ id, values: { ai_industry: "Media" }, runs }], signal);
    await adapter.readRecords("company", [id], signal);
    const { calls } = await simulator.books.read();
    const [write, ...others] = calls.filter(({ kind }) => kind === "write");
    expect(others).toEqual([]);
    expect(write?.headers?.["sforce-auto-assign"]).toBe("FALSE");
    expect(write?.headers?.["x-fieldwork-run"]).toBe("backfill-7, live");
    const clients = calls
      .filter(({ kind }) => kind !== "login")
      .map(({ headers }) => headers?.["sforce-call-options"]);
    expect(new Set(clients)).toEqual(new Set(["client=fieldwork"]));
  });

  const longName = 'Say "hi", \r\nÅkeri';
  const manyRows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ Name: `${index} ${longName}` }));
  const bulk = { bulkAfterRows: 200, bulkPageRows: 150, pageSize: 100 };
  const stamp = (index: number) => Date.now() - 3_600_000 - (index % 7) * 1000;

  test("crm-5: a long first scan goes on by the Bulk API, page by page, each row once and no header among them", async () => {
    const { simulator, adapter } = await open({}, bulk);
    const ids = simulator.seed("Account", manyRows(900), stamp);
    const { changes, cursor } = await scan(adapter, null);
    expect(changes.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
    const byId = new Map(changes.map((change) => [change.ref.id, change]));
    const last = ids.at(-1) ?? "";
    const [read] = await adapter.readRecords("company", [last], signal);
    expect(byId.get(last)).toEqual({ kind: "changed", ...read });
    expect(read?.fields.name).toBe(`899 ${longName}`);
    await simulator.edit({ object: "Account", id: last }, { Name: "Edited" });
    const next = await scan(adapter, cursor);
    expect(next.changes.map(({ ref }) => ref.id)).toEqual([last]);
    const operations = (await simulator.books.read()).calls.map(({ operation }) => operation);
    expect(operations.filter((one) => one === "bulk-create")).toHaveLength(1);
    expect(operations.filter((one) => one === "bulk-results")).toHaveLength(5);
  });

  test("crm-5: after a restart it reads on in the same job, and from the last row where the job is gone", async () => {
    const { simulator, adapter } = await open({ bulkPolls: 2 }, bulk);
    const ids = simulator.seed("Account", manyRows(900), stamp);
    const seen: string[] = [];
    let cursor: Cursor | null = null;
    for (let pages = 1; pages <= 4; pages += 1) {
      const restarted = connectTo(simulator, bulk);
      onTestFinished(() => restarted.close());
      for await (const page of restarted.readChanges("company", cursor, signal)) {
        seen.push(...page.changes.map(({ ref }) => ref.id));
        cursor = page.cursor;
        if (page.cursor.job !== undefined) break;
      }
    }
    expect(cursor).toMatchObject({ job: expect.any(String), locator: expect.any(String) });
    const made = (await simulator.books.read()).calls.filter(
      (one) => one.operation === "bulk-create",
    );
    expect(made).toHaveLength(1);
    await simulator.dropJobs();
    const rest = await scan(adapter, cursor);
    seen.push(...rest.changes.map(({ ref }) => ref.id));
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(rest.cursor).not.toHaveProperty("job");
  });

  test.each<[string, SalesforceOptions, boolean]>([
    ["that the Bulk API does not read", { bulkUnsupported: ["Account"] }, false],
    ["whose job fails", {}, true],
  ])("crm-5: an object %s is read by the REST API", async (_, options, fails) => {
    const { simulator, adapter } = await open(options, bulk);
    if (fails) {
      await simulator.faults.add({ kind: "bulk-create", vendor: "bulk-fails", times: "always" });
    }
    const ids = simulator.seed("Account", manyRows(450), stamp);
    const { changes } = await scan(adapter, null);
    expect(changes.map(({ ref }) => ref.id).toSorted()).toEqual(ids.toSorted());
  });

  test("crm-7: a deletion, an undeletion and a merge are told apart, with the record that is left", async () => {
    const { simulator, adapter } = await open();
    const ids = await simulator.create("Account", [{ Name: "A" }, { Name: "B" }, { Name: "C" }]);
    const [deleted = "", winner = "", loser = ""] = ids;
    const first = await scan(adapter, null);
    await simulator.remove({ object: "Account", id: deleted });
    const second = await scan(adapter, first.cursor);
    const endOf = (changes: Page["changes"], id: string) =>
      changes.find(({ ref }) => ref.id === id);
    expect(endOf(second.changes, deleted)).toMatchObject({ kind: "deleted" });
    expect(endOf(second.changes, deleted)).not.toHaveProperty("became");
    await simulator.restore({ object: "Account", id: deleted });
    await simulator.merge({ object: "Account", id: winner }, [loser]);
    const third = await scan(adapter, second.cursor);
    expect(endOf(third.changes, deleted)).toMatchObject({ kind: "changed", fields: { name: "A" } });
    expect(endOf(third.changes, winner)).toMatchObject({ kind: "changed", fields: { name: "B" } });
    const ref = { connection: "acme", object: "company", id: winner };
    expect(endOf(third.changes, loser)).toMatchObject({
      ...{ kind: "deleted", became: { how: "merged", ref } },
    });
  });

  test("crm-37: a lead that was converted ends as the contact that it became, and is not read to be written", async () => {
    const { simulator, adapter } = await open({}, { mapping: leads });
    const [id = "", other = ""] = await simulator.create("Lead", [
      { LastName: "Berg", Company: "Acme" },
      { LastName: "Dal", Company: "Beta" },
    ]);
    const read = async (from: Cursor | null) => {
      const changes: Page["changes"][number][] = [];
      let cursor = from;
      for await (const page of adapter.readChanges("lead", from, signal)) {
        changes.push(...page.changes);
        cursor = page.cursor;
      }
      return { changes, cursor };
    };
    const { changes, cursor } = await read(null);
    expect(changes.map(({ kind }) => kind)).toEqual(["changed", "changed"]);
    const { contactId } = await simulator.convertLead(id);
    const [end] = (await read(cursor)).changes.filter(({ ref }) => ref.id === id);
    const ref = { connection: "acme", object: "contact", id: contactId };
    expect(end).toMatchObject({ kind: "deleted", became: { how: "converted", ref } });
    const left = await adapter.readRecords("lead", [id, other], signal);
    expect(left.map(({ ref: { id: leftId } }) => leftId)).toEqual([other]);
    const again = await read(null);
    expect(again.changes.map(({ ref: { id: leftId } }) => leftId)).toEqual([other]);
    const [written] = await adapter.writeFields("lead", [{ id, values: {} }], signal);
    expect(written).toMatchObject({
      kind: "refused",
      error: { retryable: false, scope: "record" },
    });
  });

  test("a session that expires is renewed once, in the middle of a scan and of a write", async () => {
    const { simulator, adapter } = await open({ queryPageSize: [1] });
    const ids = await simulator.create("Account", [{ Name: "A" }, { Name: "B" }, { Name: "C" }]);
    // The second page may be on its way by then, the third is not.
    let pages = 0;
    const { changes } = await scan(adapter, null, async () => {
      pages += 1;
      if (pages === 1) await simulator.expireSessions();
    });
    expect(changes).toHaveLength(3);
    await simulator.expireSessions();
    const results = await adapter.writeFields(
      "company",
      ids.map((id) => ({ id, values: { ai_industry: "Media" } })),
      signal,
    );
    expect(results.map(({ kind }) => kind)).toEqual(["written", "written", "written"]);
    const { counts } = await simulator.books.read();
    expect(counts.calls["login 200 nobody"]).toBe(3);
  });

  test("a field that is hidden from our user is absent, and the others go on", async () => {
    const { simulator, adapter } = await open();
    const [id = ""] = await simulator.create("Account", [{ Name: "A", Phone: "08-1" }]);
    await adapter.readRecords("company", [id], signal);
    await simulator.hideFields("Account", ["Phone", "Ai_Summary__c"]);
    const [record] = await adapter.readRecords("company", [id], signal);
    expect(record?.fields).toMatchObject({ name: "A" });
    expect(record?.fields).not.toHaveProperty("phone");
    expect(record?.outputs).toEqual({ ai_industry: null });
    const ensured = await adapter.ensureOutputFields("company", contractOutputs("company"), signal);
    expect(ensured).toMatchObject({ kind: "missing", fields: ["ai_summary"] });
  });

  test("asks for output fields that are not deployed, and finds them once they are", async () => {
    const { simulator, adapter } = await open({ customFields: [] });
    const ensure = () => adapter.ensureOutputFields("company", contractOutputs("company"), signal);
    expect(await ensure()).toMatchObject({
      kind: "missing",
      fields: ["ai_industry", "ai_summary"],
    });
    await simulator.deployFields(customFields);
    expect(await ensure()).toEqual({ kind: "ready", created: [] });
  });

  test("a locked record is refused for now, the others are written", async () => {
    const { simulator, adapter } = await open();
    const ids = await simulator.create("Account", [{ Name: "A" }, { Name: "B" }]);
    await simulator.faults.add({ kind: "write", vendor: "item-error", ids: ids.slice(0, 1) });
    const results = await adapter.writeFields(
      "company",
      ids.map((id) => ({ id, values: { ai_industry: "Media" } })),
      signal,
    );
    expect(results).toMatchObject([
      { kind: "refused", error: { code: "crm_record_locked", retryable: true } },
      { kind: "written" },
    ]);
  });

  test("knows its quota from any reply", async () => {
    const { adapter } = await open({ callsPerDay: 15_000 });
    await adapter.describeFields("company", signal);
    expect(adapter.quota()).toMatchObject({ used: 1, limit: 15_000, floorPercent: 20 });
  });

  test("crm-16: leaves the last fifth of the org's day to others, and says so without a call", async () => {
    const { simulator, adapter } = await open({ callsPerDay: 10 });
    const read = () => adapter.readRecords("company", ["001000000000001"], signal);
    for (let call = 0; call < 7; call++) await read();
    await expect(read()).rejects.toMatchObject({
      ...{ reason: "quota", scope: "account", outcome: "not-sent", retryable: true },
      message: expect.stringContaining("20 % of the day's calls are kept"),
    });
    const { counts } = await simulator.books.read();
    expect(counts.calls["read 200 integration"]).toBe(8);
  });

  test("a day's quota that is used up closes the connection for a while", async () => {
    const { adapter } = await open({ callsPerDay: 1 });
    await adapter.describeFields("company", signal);
    await expect(adapter.readRecords("company", ["001000000000001"], signal)).rejects.toMatchObject(
      {
        code: "crm_quota_exhausted",
        retryable: true,
      },
    );
  });
});
