import {
  type CrmAdapter,
  checkAgainstField,
  cutToField,
  type DescribedField,
  type OutputField,
} from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  type SalesforceOptions,
} from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
const family = "👨‍👩‍👧‍👦";
const outputs: OutputField[] = [
  { field: "ai_summary", label: "AI summary", type: "text", maxChars: 20 },
  { field: "ai_founded", label: "AI founded", type: "date" },
  { field: "ai_staff", label: "AI staff", type: "integer" },
  { field: "ai_size", label: "AI size", type: "choice", options: ["Small", "Large"] },
];

interface OpenCrm {
  adapter: CrmAdapter;
  id: string;
  /** A text that is too long for the field, and how much of it the field holds. */
  text: { given: string; held: string };
}

async function openHubspot(): Promise<OpenCrm> {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const adapter = createHubspotAdapter({
    ...{ connection: "acme", baseUrl: simulator.url, logger: testLogger() },
    accessToken: simulator.credentials.integration.accessToken,
    outputs: () => outputs,
  });
  onTestFinished(() => adapter.close());
  await adapter.ensureOutputFields("company", outputs, signal);
  const [id = ""] = await simulator.create("companies", [{ name: "Berg" }]);
  const filler = "a".repeat(65_530);
  return { adapter, id, text: { given: filler + family, held: filler } };
}

async function openSalesforce(): Promise<OpenCrm> {
  const object = "Account" as const;
  const simulator = createSalesforceSimulator({
    customFields: [
      // Twenty characters, but no more than thirty bytes.
      {
        ...{ object, name: "Ai_Summary__c", label: "S", type: "string" },
        ...{ length: 20, byteLength: 30 },
      },
      { object, name: "Ai_Founded__c", label: "F", type: "date" },
      { object, name: "Ai_Staff__c", label: "N", type: "double", precision: 18, scale: 0 },
      {
        ...{ object, name: "Ai_Size__c", label: "Z", type: "picklist" },
        values: [{ value: "Small" }, { value: "Large", active: false }],
      },
    ],
  });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { url, credentials } = simulator;
  const adapter = createSalesforceAdapter({
    ...{ connection: "acme", loginUrl: url, clientId: credentials.clientId },
    grant: { kind: "client-credentials", clientSecret: credentials.clientSecret },
    ...{ outputs: () => outputs, logger: testLogger() },
  });
  onTestFinished(() => adapter.close());
  const [id = ""] = await simulator.create(object, [{ Name: "Berg" }]);
  // 19 of 20 characters, but 33 bytes.
  return { adapter, id, text: { given: `Bergbau${family}!`, held: "Bergbau" } };
}

describe.each([
  ["HubSpot", openHubspot],
  ["Salesforce", openSalesforce],
])("crm-27: before a write to %s", (_, openCrm) => {
  async function open() {
    const crm = await openCrm();
    const fields = await crm.adapter.describeFields("company", signal);
    const field = (name: string): DescribedField =>
      fields.find((one) => one.field === name) ?? expect.unreachable();
    const write = async (name: string, value: string) => {
      const values = { [name]: value };
      const [result] = await crm.adapter.writeFields("company", [{ id: crm.id, values }], signal);
      return result?.kind;
    };
    const read = async (name: string) =>
      (await crm.adapter.readRecords("company", [crm.id], signal))[0]?.outputs[name];
    return { ...crm, field, write, read };
  }

  test("a text is cut to what the CRM takes, at a grapheme, and not sooner", async () => {
    const { text, field, write, read } = await open();
    const summary = field("ai_summary");
    expect(checkAgainstField(text.given, summary)).toMatchObject({ code: "value-too-long" });
    expect(await write("ai_summary", text.given)).toBe("refused");
    const cut = cutToField(text.given, summary);
    expect(cut).toBe(text.held);
    expect(checkAgainstField(cut, summary)).toBeUndefined();
    expect(await write("ai_summary", cut)).toBe("written");
    expect(await read("ai_summary")).toBe(cut);
  });

  test.each([
    ["ai_founded", "2024-02-29", "2024-02-29T12:00:00Z", "value-unfit"],
    ["ai_staff", "1200", "1,200", "value-unfit"],
    ["ai_size", "Small", "Medium", "option-unknown"],
  ])(
    "%s takes %s, and %s goes to a person before the CRM is asked",
    async (name, good, bad, code) => {
      const { field, write, read } = await open();
      expect(checkAgainstField(bad, field(name))).toMatchObject({ code });
      expect(checkAgainstField(good, field(name))).toBeUndefined();
      expect(await write(name, good)).toBe("written");
      expect(await read(name)).toBe(good);
    },
  );

  test("an option that was taken out of use is known beforehand", async () => {
    const { adapter, field, write } = await open();
    if (adapter.vendor !== "salesforce") return;
    expect(checkAgainstField("Large", field("ai_size"))).toMatchObject({ code: "option-unknown" });
    expect(await write("ai_size", "Large")).toBe("refused");
  });
});

describe("crm-27: options that not every Salesforce record takes", () => {
  const object = "Account" as const;
  const recordTypes = {
    Account: [
      { id: "0125e000000abcdAAA", name: "Partner", values: { Ai_Size__c: ["Small"] } },
      { id: "0125e000000abceAAA", name: "Customer" },
    ],
  };
  const [partner, customer] = recordTypes.Account.map(({ id }) => id);
  const values = [{ value: "Small" }, { value: "Large" }];

  async function open(options: SalesforceOptions) {
    const simulator = createSalesforceSimulator(options);
    await simulator.start();
    onTestFinished(() => simulator.stop());
    const { url, credentials } = simulator;
    const adapter = createSalesforceAdapter({
      ...{ connection: "acme", loginUrl: url, clientId: credentials.clientId },
      grant: { kind: "client-credentials", clientSecret: credentials.clientSecret },
      ...{ outputs: () => outputs, logger: testLogger() },
    });
    onTestFinished(() => adapter.close());
    const sizes = async (ids: readonly string[]) => {
      const read = await adapter.readToWrite?.("company", ids, signal);
      return ids.map((id) => read?.records.find(({ ref }) => ref.id === id)?.options?.ai_size);
    };
    return { simulator, adapter, sizes };
  }
  const size = { object, name: "Ai_Size__c", label: "Z", type: "picklist", values } as const;

  test("are known by their record type, which Salesforce is asked about once", async () => {
    const { simulator, adapter, sizes } = await open({ customFields: [size], recordTypes });
    const ids = await simulator.create(object, [
      { Name: "A", RecordTypeId: partner },
      { Name: "B", RecordTypeId: customer },
      { Name: "C" },
    ]);
    expect(await sizes(ids)).toEqual([["Small"], ["Small", "Large"], undefined]);
    expect(await sizes(ids)).toHaveLength(3);
    const { calls } = await simulator.books.read();
    expect(calls.filter(({ operation }) => operation === "picklist-values")).toHaveLength(2);
    const [description] = (await adapter.describeFields("company", signal)).filter(
      ({ field }) => field === "ai_size",
    );
    if (description === undefined) return expect.unreachable();
    const check = { ...description, recordOptions: ["Small"] };
    expect(checkAgainstField("Large", check)).toMatchObject({ code: "option-not-for-record" });
    expect(checkAgainstField("Small", check)).toBeUndefined();
    const written = await adapter.writeFields(
      "company",
      ids.map((id) => ({ id, values: { ai_size: "Large" } })),
      signal,
    );
    expect(written.map(({ kind }) => kind)).toEqual(["refused", "written", "written"]);
  });

  test("are those of the field where our user may not ask, or the record type is hidden", async () => {
    const { simulator, sizes } = await open({ customFields: [size], recordTypes });
    await simulator.faults.add({
      ...{ kind: "picklist-values", status: 403, times: "always" },
      reason: "INSUFFICIENT_ACCESS",
    });
    const ids = await simulator.create(object, [{ Name: "A", RecordTypeId: partner }]);
    expect(await sizes(ids)).toEqual([undefined]);
    await simulator.hideFields(object, ["RecordTypeId"]);
    expect(await sizes(ids)).toEqual([undefined]);
  });

  test.each([
    [
      "a picklist",
      "Industry",
      ["Banking", "Media"],
      { Banking: ["Large"], Media: ["Small", "Large"] },
    ],
    ["a checkbox", "Ai_Listed__c", [false, true], { false: ["Large"], true: ["Small", "Large"] }],
  ])("are known by the value of %s that controls them", async (_, field, given, allowed) => {
    const controlled = { ...size, controlledBy: { field, values: allowed } };
    const listed = { object, name: "Ai_Listed__c", label: "L", type: "boolean" } as const;
    const { simulator, sizes } = await open({ customFields: [listed, controlled] });
    const rows = given.map((value) => ({ Name: "A", [field]: value }));
    const ids = await simulator.create(object, [...rows, { Name: "B" }]);
    const ofBlank = field === "Industry" ? [] : ["Large"];
    expect(await sizes(ids)).toEqual([["Large"], ["Small", "Large"], ofBlank]);
  });
});
