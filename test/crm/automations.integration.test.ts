import type { CrmAdapter } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  type CustomField,
  createHubspotSimulator,
  createSalesforceSimulator,
  type HubspotSimulator,
  type SalesforceSimulator,
  salesAutomations,
} from "@fieldwork/simulators";
import { Client } from "@hubspot/api-client";
import { Connection } from "jsforce";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const { signal } = new AbortController();
const outputs = [
  { field: "ai_industry", label: "Industry", type: "choice", options: ["Energy"] },
  { field: "ai_summary", label: "Summary", type: "text", maxChars: 200 },
] as const;
const customFields: readonly CustomField[] = [
  { object: "Account", name: "Ai_Industry__c", label: "Industry", type: "picklist" },
  { object: "Account", name: "Ai_Summary__c", label: "Summary", type: "string" },
];
const fields = ["ai_industry", "ai_summary"];

describe("automations of Salesforce", () => {
  let org: SalesforceSimulator;
  let adapter: CrmAdapter;

  beforeAll(async () => {
    org = createSalesforceSimulator({ customFields, automations: salesAutomations.salesforce });
    await org.start();
    adapter = createSalesforceAdapter({
      ...{ connection: "acme", loginUrl: org.url, clientId: org.credentials.clientId },
      grant: { kind: "client-credentials", clientSecret: org.credentials.clientSecret },
      ...{ outputs: () => outputs, logger: testLogger() },
    });
  });
  afterAll(async () => {
    await adapter.close();
    await org.stop();
  });

  const read = (object = "company", asked = fields) =>
    adapter.readAutomations?.(object, asked, signal);

  test("what names a field is told with its kind and whether it is active, a flow once for all of its versions", async () => {
    const found = await read();
    const active = { isActive: true, page: null };
    expect(found?.fields).toEqual([
      {
        field: "ai_industry",
        automations: [
          { kind: "flow", name: "Route accounts by industry", ...active, use: "starts" },
          {
            ...{
              kind: "flow",
              name: "Industry campaign of last year",
              isActive: false,
              page: null,
            },
            use: "names",
          },
          { kind: "apex-trigger", name: "AccountTerritory", ...active, use: "starts" },
        ],
        gap: null,
      },
      {
        field: "ai_summary",
        automations: [
          { kind: "validation-rule", name: "Summary_not_shouted", ...active, use: "names" },
        ],
        gap: null,
      },
    ]);
  });

  test("flows and triggers that start on any update of the object are told, those of creation are not", async () => {
    const found = await read();
    expect(found?.onUpdate.map(({ name }) => name)).toEqual([
      ...["Route accounts by industry", "Stamp the last review", "AccountTerritory"],
    ]);
    expect(found?.onUpdateGap).toBeNull();
    expect((await read("contact", []))?.onUpdate).toEqual([]);
  });

  test("of a standard field, and of one that the org does not show, it is said why nothing is known", async () => {
    const found = await read("company", ["phone", "ai_unknown__c"]);
    expect(found?.fields).toMatchObject([
      { field: "phone", automations: [], gap: { code: "standard-field" } },
      { field: "ai_unknown__c", automations: [], gap: { code: "field-hidden" } },
    ]);
  });

  test("a reading takes six calls", async () => {
    await read();
    const { seq } = await org.books.read();
    await read();
    expect((await org.books.read(seq)).calls).toHaveLength(6);
  });

  test.each([
    [{ status: 403, reason: "INSUFFICIENT_ACCESS" }, "not-permitted"],
    [{ status: 400, reason: "INVALID_TYPE" }, "not-offered"],
  ] as const)(
    "where Salesforce refuses with %o, what an administrator grants is told",
    async (fault, code) => {
      await org.faults.add({ kind: "tooling-query", times: "always", ...fault });
      const found = await read();
      await org.faults.clear();
      const gap = { code, grant: "the permission View Setup and Configuration" };
      expect(found?.fields).toMatchObject([{ gap }, { gap }]);
      // Flows are told by the REST API.
      expect(found?.onUpdate.map(({ name }) => name)).toContain("Stamp the last review");
      expect(found?.onUpdateGap).toMatchObject(gap);
    },
  );

  test("what passes by itself is thrown", async () => {
    await org.faults.add({ kind: "tooling-query", status: 503 });
    await expect(read()).rejects.toMatchObject({ reason: "busy" });
  });

  test("jsforce reads the same from the simulated Tooling API, which refuses what Salesforce rules out", async () => {
    const { accessToken } = org.credentials.person;
    const connection = new Connection({ instanceUrl: org.url, accessToken, version: "64.0" });
    const { records, totalSize } = await connection.tooling.query<{ Id: string }>(
      "SELECT Id FROM CustomField WHERE EntityDefinition.QualifiedApiName = 'Account' AND DeveloperName = 'Ai_Industry'",
    );
    expect(totalSize).toBe(1);
    const of = `FROM MetadataComponentDependency WHERE RefMetadataComponentId = '${records[0]?.Id}'`;
    const found = await connection.tooling.query(`SELECT MetadataComponentName ${of}`);
    expect(found.records).toHaveLength(6);
    const refused = ["ORDER BY MetadataComponentId", "AND MetadataComponentName = 'A'"];
    for (const more of [...refused, "AND MetadataComponentId IN ('301')"]) {
      const asked = connection.tooling.query(`SELECT MetadataComponentName ${of} ${more}`);
      await expect(asked).rejects.toMatchObject({ errorCode: "MALFORMED_QUERY" });
    }
  });
});

describe("automations of HubSpot", () => {
  let portal: HubspotSimulator;
  let adapter: CrmAdapter;

  beforeAll(async () => {
    portal = createHubspotSimulator({ workflows: salesAutomations.hubspot });
    await portal.start();
    adapter = createHubspotAdapter({
      ...{ connection: "acme", baseUrl: portal.url, outputs: () => outputs, logger: testLogger() },
      accessToken: portal.credentials.integration.accessToken,
    });
  });
  afterAll(async () => {
    await adapter.close();
    await portal.stop();
  });

  const read = (object = "company", asked = fields) =>
    adapter.readAutomations?.(object, asked, signal);

  test("the workflows of the object that name a property are told, by their criteria or by what they do", async () => {
    expect(await read()).toEqual({
      fields: [
        {
          field: "ai_industry",
          automations: [
            {
              ...{ kind: "workflow", name: "Hand energy companies to the energy team" },
              ...{ isActive: true, page: null, use: "starts" },
            },
          ],
          gap: null,
        },
        {
          field: "ai_summary",
          automations: [
            {
              ...{ kind: "workflow", name: "Weekly digest of summaries", isActive: false },
              ...{ page: null, use: "names" },
            },
          ],
          gap: null,
        },
      ],
      ...{ onUpdate: [], onUpdateGap: null },
    });
  });

  test("without the scope it is said which one to grant", async () => {
    await portal.faults.add({ kind: "list-workflows", status: 403 });
    const gap = { code: "not-permitted", grant: "the scope automation" };
    expect((await read())?.fields).toMatchObject([{ gap }, { gap }]);
  });

  test("a workflow that could not be read leaves open whether there are more", async () => {
    await portal.faults.add({ kind: "batch-read-workflows", vendor: "silent-multi-status" });
    const gap = { code: "too-many", said: "0 workflows" };
    expect((await read())?.fields).toMatchObject([{ gap }, { gap }]);
  });

  test("the official client reads the simulated workflows page by page, and each as the contract wants it", async () => {
    const client = new Client({
      accessToken: portal.credentials.integration.accessToken,
      basePath: portal.url,
    });
    const ask = async (path: string): Promise<ListedWorkflows> =>
      (await client.apiRequest({ path })).json() as Promise<ListedWorkflows>;
    const first = await ask("/automation/v4/flows?limit=3");
    expect(first.results).toHaveLength(3);
    const after = first.paging?.next.after;
    const second = await ask(`/automation/v4/flows?limit=3&after=${after}`);
    expect(second).toMatchObject({ results: [{ name: "Birthday wishes" }] });
    expect(second.paging).toBeUndefined();
    for (const { id } of [...first.results, ...second.results]) {
      const whole = await ask(`/automation/v4/flows/${id}`);
      expect(Object.keys(whole)).toEqual(expect.arrayContaining([...requiredOfFlow]));
    }
    const missing = await client.apiRequest({
      method: "POST",
      path: "/automation/v4/flows/batch/read",
      body: { inputs: [{ flowId: "1", type: "FLOW_ID" }] },
    });
    expect(missing.status).toBe(207);
  });
});

interface ListedWorkflows {
  results: { id: string }[];
  paging?: { next: { after: string } };
}

/** https://github.com/HubSpot/HubSpot-public-api-spec-collection, Automation V4 */
const requiredOfFlow = [
  ...["actions", "blockedDates", "createdAt", "crmObjectCreationStatus", "customProperties"],
  ...["dataSources", "flowType", "id", "isEnabled", "nextAvailableActionId", "objectTypeId"],
  ...["revisionId", "timeWindows", "type", "updatedAt"],
];
