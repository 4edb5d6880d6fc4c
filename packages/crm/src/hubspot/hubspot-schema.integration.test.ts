import { testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import type { OutputField } from "../crm-adapter.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";

const never = new AbortController().signal;
const outputs: OutputField[] = [
  { field: "ai_industry", label: "AI industry", type: "choice", options: ["Media", "Retail"] },
  { field: "ai_summary", label: "AI summary", type: "text", maxChars: 400 },
];

interface Property {
  name: string;
  hubspotDefined?: boolean;
  type: string;
  fieldType: string;
  options?: { label: string; value: string }[];
}

/** A portal's property settings; `conflict` plays another process that is quicker. */
async function openPortal(properties: Property[], conflict = (_name: string) => false) {
  const groups = new Set<string>();
  const stub = await startStub(({ method, path, body }, response) => {
    if (method === "GET") return sendJson(response, 200, { results: properties });
    const sent = JSON.parse(body);
    const isGroup = path.endsWith("/groups");
    const isThere = isGroup
      ? groups.has(sent.name)
      : properties.some(({ name }) => name === sent.name);
    if (isThere) return sendJson(response, 409, { category: "CONFLICT", message: "exists" });
    if (isGroup) groups.add(sent.name);
    else properties.push(sent);
    if (conflict(sent.name)) return sendJson(response, 409, { category: "CONFLICT" });
    sendJson(response, 201, sent);
  });
  const adapter = createHubspotAdapter({
    connection: "acme",
    accessToken: "token",
    baseUrl: stub.url,
    outputs: (object) => (object === "company" ? outputs : []),
    logger: testLogger(),
  });
  onTestFinished(async () => {
    await adapter.close();
    await stub.close();
  });
  const ensure = () => adapter.ensureOutputFields("company", outputs, never);
  const created = () => stub.requests.filter(({ method }) => method === "POST");
  return { adapter, ensure, created };
}

const industry: Property = {
  name: "ai_industry",
  type: "enumeration",
  fieldType: "select",
  options: [{ label: "Media & press", value: "Media" }],
};

describe("output fields in HubSpot", () => {
  test("crm-28: creates group and properties once", async () => {
    const { ensure, created } = await openPortal([]);
    const fields = outputs.map(({ field }) => field);
    expect(await ensure()).toEqual({ kind: "ready", created: fields });
    expect(await ensure()).toEqual({ kind: "ready", created: [] });
    expect(created().map(({ path }) => path)).toEqual([
      "/crm/v3/properties/companies/groups",
      "/crm/v3/properties/companies",
      "/crm/v3/properties/companies",
    ]);
    expect(created().map(({ body }) => JSON.parse(body))).toMatchObject([
      { name: "ai_enrichment", label: "AI enrichment" },
      {
        name: "ai_industry",
        groupName: "ai_enrichment",
        type: "enumeration",
        fieldType: "select",
        options: [
          { label: "Media", value: "Media", displayOrder: 0 },
          { label: "Retail", value: "Retail", displayOrder: 1 },
        ],
      },
      { name: "ai_summary", type: "string", fieldType: "textarea" },
    ]);
  });

  test("crm-28: takes what another process has just created", async () => {
    const { ensure } = await openPortal([], () => true);
    expect(await ensure()).toMatchObject({ kind: "ready" });
  });

  test("never changes what is there, options included", async () => {
    const { adapter, ensure, created } = await openPortal([
      industry,
      { name: "ai_summary", type: "string", fieldType: "text" },
    ]);
    expect(await ensure()).toEqual({ kind: "ready", created: [] });
    expect(created()).toEqual([]);
    const fields = await adapter.describeFields("company", never);
    expect(fields.find(({ field }) => field === "ai_industry")).toMatchObject({
      options: ["Media"],
      optionLabels: { Media: "Media & press" },
    });
  });

  test.each<[Partial<Property> & Record<string, unknown>, RegExp]>([
    [{ fieldType: "checkbox" }, /ai_industry is enumeration \(checkbox\)/],
    [{ type: "string", fieldType: "text" }, /ai_industry is string \(text\)/],
    [{ modificationMetadata: { readOnlyValue: true } }, /ai_industry is read-only/],
    [{ calculated: true }, /ai_industry is read-only/],
    [{ hubspotDefined: true }, /ai_industry is a property of HubSpot's own/],
  ])("crm-28: stops at a property of the same name with %j", async (difference, message) => {
    const { ensure, created } = await openPortal([{ ...industry, ...difference }]);
    await expect(ensure()).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringMatching(message),
    });
    expect(created()).toEqual([]);
  });

  test("describes what is not there as missing", async () => {
    const { adapter } = await openPortal([industry]);
    const fields = await adapter.describeFields("company", never);
    expect(fields.find(({ field }) => field === "ai_summary")).toEqual({
      ...{ type: "text", isFilterable: true },
      field: "ai_summary",
      vendorName: "ai_summary",
      exists: false,
      writable: false,
    });
  });
});
