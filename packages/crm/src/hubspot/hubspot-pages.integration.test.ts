import { expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import { createHubspotClient } from "./hubspot-client.ts";
import { hasHubspotPages, readHubspotPage } from "./hubspot-pages.ts";

const never = new AbortController().signal;

async function open(account: object) {
  const stub = await startStub((_, response) => sendJson(response, 200, account));
  const client = createHubspotClient({
    ...{ access: { accessToken: "token" }, baseUrl: stub.url, timeoutMs: 5000, connection: "acme" },
  });
  onTestFinished(async () => {
    await client.close();
    await stub.close();
  });
  return { client, stub };
}

test("a record's page is told from the portal's number and where its people look at it", async () => {
  const { client, stub } = await open({ portalId: 62_515, uiDomain: "app-eu1.hubspot.com" });
  expect(await readHubspotPage(client, { type: "companies" }, never)).toBe(
    "https://app-eu1.hubspot.com/contacts/62515/record/0-2/{id}",
  );
  expect(await readHubspotPage(client, { type: "2-3453932" }, never)).toContain("/2-3453932/{id}");
  expect(stub.requests[0]).toMatchObject({ method: "GET", path: "/account-info/v3/details" });
});

test("nothing is guessed: neither for an object that is not known, nor from an odd reply, nor of a stand-in", async () => {
  const { client, stub } = await open({ portalId: 1, uiDomain: 'evil.example/"><script>' });
  expect(await readHubspotPage(client, { type: "p_things" }, never)).toBeNull();
  await expect(readHubspotPage(client, { type: "deals" }, never)).rejects.toMatchObject({
    code: "crm_reply_malformed",
  });
  expect(hasHubspotPages(stub.url)).toBe(false);
  expect(hasHubspotPages("https://api.hubapi.com")).toBe(true);
});
