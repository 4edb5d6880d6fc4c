import type { CrmAdapter, Cursor, Page } from "@fieldwork/crm";
import { createSalesforceAdapter, outputMetadata } from "@fieldwork/crm/salesforce";
import { contractOutputs, describeCrmAdapter } from "@fieldwork/crm/testing";
import { testLogger } from "@fieldwork/runtime/testing";
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

interface Settings {
  overlapMs?: number;
  timeoutMs?: number;
  pageSize?: number;
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

  test("crm-29: a write runs no assignment rules, and every call names its client", async () => {
    const { simulator, adapter } = await open();
    const [id = ""] = await simulator.create("Account", [{ Name: "A" }]);
    await adapter.writeFields("company", [{ id, values: { ai_industry: "Media" } }], signal);
    await adapter.readRecords("company", [id], signal);
    const { calls } = await simulator.books.read();
    const [write, ...others] = calls.filter(({ kind }) => kind === "write");
    expect(others).toEqual([]);
    expect(write?.headers?.["sforce-auto-assign"]).toBe("FALSE");
    const clients = calls
      .filter(({ kind }) => kind !== "login")
      .map(({ headers }) => headers?.["sforce-call-options"]);
    expect(new Set(clients)).toEqual(new Set(["client=fieldwork"]));
  });

  test("a session that expires is renewed once, in the middle of a scan and of a write", async () => {
    const { simulator, adapter } = await open({ queryPageSize: [2] });
    const ids = await simulator.create("Account", [{ Name: "A" }, { Name: "B" }, { Name: "C" }]);
    const { changes } = await scan(adapter, null, () => simulator.expireSessions());
    expect(changes).toHaveLength(3);
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
    expect(adapter.quota()).toEqual({ used: 1, limit: 15_000 });
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
