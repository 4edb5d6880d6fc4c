import { testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import type { OutputField } from "../crm-adapter.ts";
import { createSalesforceAdapter } from "./salesforce-adapter.ts";

const never = new AbortController().signal;
const outputs: OutputField[] = [
  { field: "ai_industry", label: "AI industry", type: "choice", options: ["Media", "Retail"] },
  { field: "ai_summary", label: "AI summary", type: "text", maxChars: 400 },
];
const industry = {
  name: "AI_Industry__c",
  type: "picklist",
  length: 255,
  updateable: true,
  picklistValues: [
    { value: "Media", label: "Media & press", active: true },
    { value: "Print", label: "Print", active: false },
  ],
};
const summary = { name: "Ai_Summary__c", type: "textarea", length: 1000, updateable: true };

async function openOrg(fields: Record<string, unknown>[]) {
  const stub = await startStub(({ path }, response) =>
    path === "/services/oauth2/token"
      ? sendJson(response, 200, { access_token: "session", instance_url: stub.url })
      : sendJson(response, 200, { fields }),
  );
  const adapter = createSalesforceAdapter({
    connection: "acme",
    loginUrl: stub.url,
    clientId: "id",
    grant: { kind: "client-credentials", clientSecret: "secret" },
    outputs: (object) => (object === "company" ? outputs : []),
    logger: testLogger(),
  });
  onTestFinished(async () => {
    await adapter.close();
    await stub.close();
  });
  return { adapter, ensure: () => adapter.ensureOutputFields("company", outputs, never) };
}

describe("output fields in Salesforce", () => {
  test("are ready when they are there, in whatever case they were named", async () => {
    const { adapter, ensure } = await openOrg([industry, summary]);
    expect(await ensure()).toEqual({ kind: "ready", created: [] });
    const fields = await adapter.describeFields("company", never);
    expect(fields.find(({ field }) => field === "ai_industry")).toEqual({
      ...{ type: "choice", isFilterable: true },
      field: "ai_industry",
      vendorName: "AI_Industry__c",
      exists: true,
      writable: true,
      options: ["Media"],
      retiredOptions: ["Print"],
      optionLabels: { Media: "Media & press" },
    });
    expect(fields.find(({ field }) => field === "ai_summary")?.maxChars).toBe(1000);
  });

  test("are not created: the files that do it are there to be deployed", async () => {
    const { adapter, ensure } = await openOrg([industry]);
    const missing = await ensure();
    expect(missing).toEqual({ kind: "missing", fields: ["ai_summary"] });
    const lacking = { object: "company", fields: ["ai_summary"], outputs };
    expect(adapter.deploymentOf?.([lacking]).metadata).toMatchObject([
      { path: "package.xml" },
      { path: "objects/Account.object", content: expect.stringContaining("Ai_Summary__c") },
      { path: "permissionsets/Fieldwork_Account.permissionset" },
    ]);
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ ...summary, type: "double" }, /Ai_Summary__c is double/],
    [{ ...summary, length: 255 }, /holds 255 characters, but must hold 400/],
    [{ ...summary, htmlFormatted: true }, /rich text/],
    [{ ...summary, updateable: false }, /read-only for our user/],
    [{ ...summary, calculated: true }, /read-only for our user/],
  ])("crm-28: stop at a field that cannot hold them: %j", async (field, message) => {
    const { ensure } = await openOrg([industry, field]);
    await expect(ensure()).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringMatching(message),
    });
  });
});
