import { type CrmAdapter, createAdapter, type OutputField } from "@fieldwork/crm";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  createHubspotSimulator,
  createSalesforceSimulator,
  customFieldsIn,
} from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test } from "vitest";

const never = new AbortController().signal;
const outputs: OutputField[] = [
  { field: "ai_topic", label: "AI topic", type: "choice", options: ["Billing", "Delivery"] },
  { field: "ai_score", label: "AI score", type: "number", decimals: 1 },
];
interface OpenCrm {
  adapter: CrmAdapter;
  create(object: string, fields: Record<string, unknown>): Promise<string[]>;
  /** Does what an administrator is asked for. */
  deploy(object: string): Promise<void>;
}

async function openHubspot(): Promise<OpenCrm> {
  const simulator = createHubspotSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { accessToken } = simulator.credentials.integration;
  const connection = { vendor: "hubspot", name: "hubspot", accessToken } as const;
  const adapter = createAdapter(
    { ...connection, baseUrl: simulator.url },
    {
      outputs: () => outputs,
      logger: testLogger(),
    },
  );
  onTestFinished(() => adapter.close());
  return {
    adapter,
    create: (object, fields) => simulator.create(object, [fields]),
    async deploy(object) {
      await adapter.ensureOutputFields(object, outputs, never);
    },
  };
}

async function openSalesforce(): Promise<OpenCrm> {
  const simulator = createSalesforceSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const connection = { vendor: "salesforce", name: "salesforce" } as const;
  const adapter = createAdapter(
    { ...connection, loginUrl: simulator.url, clientId, clientSecret },
    {
      outputs: () => outputs,
      logger: testLogger(),
    },
  );
  onTestFinished(() => adapter.close());
  return {
    adapter,
    create: (object, fields) => simulator.create(object, [fields]),
    async deploy(object) {
      const missing = await adapter.ensureOutputFields(object, outputs, never);
      if (missing.kind !== "missing") return expect.unreachable();
      const files = adapter.deploymentOf?.([{ ...missing, object, outputs }]).metadata ?? [];
      await simulator.deployFields(customFieldsIn(files));
    },
  };
}

describe.each([
  {
    ...{ vendor: "HubSpot", open: openHubspot },
    ...{ deals: "deals", tickets: "tickets", leads: "leads" },
    deal: { dealname: "Pumps", amount: "5000.00", dealstage: "won", closedate: "2026-03-01" },
    ticket: { subject: "Late", content: "No parcel.", hs_ticket_priority: "HIGH" },
    lead: { hs_lead_name: "Berg AB", hs_pipeline_stage: "new" },
  },
  {
    ...{ vendor: "Salesforce", open: openSalesforce },
    ...{ deals: "Opportunity", tickets: "Case", leads: "Lead" },
    deal: { Name: "Pumps", Amount: 5000, StageName: "won", CloseDate: "2026-03-01" },
    ticket: { Subject: "Late", Description: "No parcel.", Priority: "HIGH" },
    lead: { LastName: "Berg", Company: "Berg AB", Status: "new" },
  },
])("in $vendor", ({ open, ...of }) => {
  test.each([
    {
      ...{ object: "deal", vendorObject: of.deals, fields: of.deal },
      canonical: { name: "Pumps", amount: "5000", stage: "won" },
    },
    {
      ...{ object: "ticket", vendorObject: of.tickets, fields: of.ticket },
      canonical: { subject: "Late", content: "No parcel.", priority: "HIGH", closedAt: null },
    },
    {
      ...{ object: "lead", vendorObject: of.leads, fields: of.lead },
      canonical: { status: "new" },
    },
  ])("a $object is read, and our fields in it are created, written and read", async (one) => {
    const { adapter, create, deploy } = await open();
    const { object, vendorObject, canonical } = one;
    expect(adapter.objects).toContain(object);
    await deploy(object);
    const fields = await adapter.describeFields(object, never);
    expect(fields.filter(({ exists }) => !exists)).toEqual([]);
    const [id = ""] = await create(vendorObject, one.fields);
    const seen = [];
    for await (const page of adapter.readChanges(object, null, never)) seen.push(...page.changes);
    expect(seen).toMatchObject([{ ref: { object, id }, fields: canonical }]);
    const values = { ai_topic: "Billing", ai_score: "7.5" };
    const results = await adapter.writeFields(object, [{ id, values }], never);
    expect(results).toEqual([{ kind: "written" }]);
    const [read] = await adapter.readRecords(object, [id], never);
    expect(read).toMatchObject({ ref: { object, id }, fields: canonical, outputs: values });
  });

  test("an object that is not mapped is refused, and the remedy named", async () => {
    const { adapter } = await open();
    await expect(adapter.describeFields("order", never)).rejects.toThrow(
      /order: is not an object of this connection\. Map it in mapping\.yaml/,
    );
  });
});
