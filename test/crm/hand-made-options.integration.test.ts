import { type CrmAdapter, checkAgainstField, type OutputField, sameValue } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  type CrmControl,
  createHubspotSimulator,
  createSalesforceSimulator,
} from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
const segment: OutputField = {
  ...{ field: "ai_segment", label: "AI segment", type: "choice" },
  options: ["Software & IT", "Retail"],
};
const outputs = { company: [segment], contact: [] };
const made = [
  { value: "SOFTWARE", label: "Software &  it" },
  { value: "RETAIL", label: "Retail" },
  { value: "OTHER", label: "Other" },
];

interface Made {
  adapter: CrmAdapter;
  simulator: CrmControl & { stop(): Promise<void> };
  object: string;
  vendorField: string;
}

async function openHubspot(): Promise<Made> {
  const simulator = createHubspotSimulator();
  await simulator.start();
  const { url, credentials } = simulator;
  const post = (path: string, body: unknown) =>
    fetch(`${url}/crm/v3/properties/companies${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${credentials.person.accessToken}` },
      body: JSON.stringify(body),
    });
  const options = made.map((one, displayOrder) => ({ ...one, displayOrder, hidden: false }));
  await post("", {
    ...{ name: "ai_segment", label: "Segment", groupName: "companyinformation" },
    ...{ type: "enumeration", fieldType: "radio", options },
  });
  const adapter = createHubspotAdapter({
    ...{ connection: "acme", accessToken: credentials.integration.accessToken, baseUrl: url },
    ...{ outputs: () => outputs.company, logger: testLogger() },
  });
  return { adapter, simulator, object: "companies", vendorField: "ai_segment" };
}

async function openSalesforce(): Promise<Made> {
  const simulator = createSalesforceSimulator({
    customFields: [
      {
        ...{ object: "Account", name: "Ai_Segment__c", label: "Segment" },
        ...{ type: "picklist", values: made, isRestricted: true },
      },
    ],
  });
  await simulator.start();
  const { url, credentials } = simulator;
  const adapter = createSalesforceAdapter({
    ...{ connection: "acme", loginUrl: url, ...credentials },
    grant: { kind: "client-credentials", ...credentials },
    ...{ outputs: () => outputs.company, logger: testLogger() },
  });
  return { adapter, simulator, object: "Account", vendorField: "Ai_Segment__c" };
}

describe.each<[string, () => Promise<Made>, string]>([
  ["HubSpot", openHubspot, "name"],
  ["Salesforce", openSalesforce, "Name"],
])("a field of options that people made by hand in %s", (_, create, nameField) => {
  async function open() {
    const crm = await create();
    const { adapter, simulator, object } = crm;
    onTestFinished(async () => {
      await adapter.close();
      await simulator.stop();
    });
    const [id = ""] = await simulator.create(object, [{ [nameField]: "A" }]);
    const read = async () => (await adapter.readRecords("company", [id], signal))[0]?.outputs;
    const stored = async () => (await simulator.record({ object, id }))?.fields[crm.vendorField];
    const describe = async () => {
      const fields = await adapter.describeFields("company", signal);
      return fields.find(({ field }) => field === "ai_segment") ?? expect.unreachable();
    };
    return { ...crm, id, read, stored, describe };
  }

  test("holds what the answers name by its label", async () => {
    const { adapter, describe } = await open();
    expect(await adapter.ensureOutputFields("company", [segment], signal)).toEqual({
      ...{ kind: "ready", created: [] },
    });
    const field = await describe();
    expect(checkAgainstField("Software & IT", field)).toBeUndefined();
    expect(checkAgainstField("Media", field)).toMatchObject({ code: "option-unknown" });
  });

  test("is written by value and read by label, and both are the same", async () => {
    const { adapter, id, read, stored, describe } = await open();
    const write = (value: string | null) =>
      adapter.writeFields("company", [{ id, values: { ai_segment: value } }], signal);
    expect(await write("Software & IT")).toEqual([{ kind: "written" }]);
    expect(await stored()).toBe("SOFTWARE");
    expect(await read()).toEqual({ ai_segment: "Software & IT" });
    expect(sameValue("SOFTWARE", "Software & IT", await describe())).toBe(true);
    await write(null);
    expect(await read()).toEqual({ ai_segment: null });
  });

  test("shows a person's choice in our words where we have them", async () => {
    const { simulator, object, id, read, vendorField } = await open();
    await simulator.edit({ object, id }, { [vendorField]: "RETAIL" });
    expect(await read()).toEqual({ ai_segment: "Retail" });
    await simulator.edit({ object, id }, { [vendorField]: "OTHER" });
    expect(await read()).toEqual({ ai_segment: "OTHER" });
  });

  test("is seen in our words by a scan as well", async () => {
    const { adapter, simulator, object, id, vendorField } = await open();
    await simulator.edit({ object, id }, { [vendorField]: "SOFTWARE" });
    for await (const { changes } of adapter.readChanges("company", null, signal)) {
      expect(changes).toMatchObject([{ outputs: { ai_segment: "Software & IT" } }]);
    }
  });
});
