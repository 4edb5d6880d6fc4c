import type { ServerResponse } from "node:http";
import { Client } from "@hubspot/api-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { type StubRequest, sendJson, startStub } from "../contract/stub-server.ts";
import { createHubspotClient } from "./hubspot-client.ts";

const never = new AbortController().signal;

async function open(
  answer: (request: StubRequest, response: ServerResponse) => void,
  { accessToken = "pat-eu1-hush-hush", timeoutMs = 2000 } = {},
) {
  const stub = await startStub(answer);
  const client = createHubspotClient({
    ...{ connection: "portal", access: { accessToken }, baseUrl: stub.url, timeoutMs },
  });
  onTestFinished(async () => {
    await client.close();
    await stub.close();
  });
  const search = (during: "read" | "write" = "read", signal = never) =>
    client.call(during, signal, (apis) => apis.search.doSearch("companies", { limit: 1 }));
  return { stub, client, search };
}

const page = { total: 1, results: [{ id: "1", properties: { name: "A" } }] };

describe("createHubspotClient", () => {
  test("speaks through the official client", async () => {
    const { stub, search } = await open((_, response) => sendJson(response, 200, page));
    expect(await search()).toMatchObject(page);
    const [request] = stub.requests;
    expect(request).toMatchObject({ method: "POST", path: "/crm/v3/objects/companies/search" });
    expect(request?.headers.authorization).toBe("Bearer pat-eu1-hush-hush");
    expect(JSON.parse(request?.body ?? "")).toEqual({ limit: 1 });
  });

  test("crm-18: a portal that refuses call upon call is called no more, and told when it will be", async () => {
    const { stub, search } = await open((_, response) => sendJson(response, 400, {}));
    const calls = await Promise.allSettled(Array.from({ length: 10 }, () => search()));
    expect(calls.every(({ status }) => status === "rejected")).toBe(true);
    for (let index = 0; index < 30; index += 1) await search().catch(() => undefined);
    expect(stub.requests).toHaveLength(20);
    await expect(search()).rejects.toMatchObject({
      ...{ reason: "busy", scope: "vendor", outcome: "not-sent" },
      retryAfterMs: expect.closeTo(60_000, -4),
    });
  });

  test("two connections and the SDK's own client do not disturb each other", async () => {
    const stubs = await Promise.all(
      ["one", "two"].map((accessToken) =>
        open((_, response) => sendJson(response, 429, { policyName: "SECONDLY" }), { accessToken }),
      ),
    );
    // Both settings of the SDK reach every client of the process that is made, or first used, after it.
    new Client({ accessToken: "other", numberOfApiCallRetries: 3 });
    new Client({ accessToken: "other", limiterOptions: { minTime: 60_000 } });
    const calls = await Promise.allSettled(stubs.flatMap(({ search }) => [search(), search()]));
    for (const call of calls) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "crm_rate_limited" } });
    }
    for (const [index, { stub }] of stubs.entries()) {
      expect(stub.requests).toHaveLength(2);
      for (const { headers } of stub.requests) {
        expect(headers.authorization).toBe(`Bearer ${["one", "two"][index]}`);
      }
    }
  });

  test.each<[string, (response: ServerResponse) => void, string]>([
    [
      "without a content type",
      (response) => response.writeHead(503).end("busy"),
      "crm_unavailable",
    ],
    [
      "with a page of HTML",
      (response) => {
        response.writeHead(502, { "content-type": "text/html" });
        response.end("<html>");
      },
      "crm_unavailable",
    ],
    ["as success, but no JSON", (response) => response.end("<html>"), "crm_reply_malformed"],
    [
      "as success, but cut short",
      (response) => response.end('{"results":[{"id'),
      "crm_reply_malformed",
    ],
  ])("reads a reply %s", async (_, answer, code) => {
    const { stub, search } = await open((_request, response) => answer(response));
    await expect(search()).rejects.toMatchObject({ code, retryable: true });
    expect(stub.requests).toHaveLength(1);
  });

  test.each([200, 201, 202])("takes a success with %d for one", async (status) => {
    const { search } = await open((_, response) => sendJson(response, status, page));
    expect(await search()).toMatchObject(page);
  });

  test("takes a reply without a content type for the JSON it is", async () => {
    const { search } = await open((_, response) => response.end(JSON.stringify(page)));
    expect(await search()).toMatchObject(page);
  });

  test("does not repeat the token, though HubSpot does", async () => {
    const { search } = await open((request, response) =>
      sendJson(response, 400, { message: `bad: ${request.headers.authorization}` }),
    );
    const error = await search().catch((reason: Error) => reason);
    expect(JSON.stringify([error, String(error)])).not.toContain("hush-hush");
  });

  test("knows the day's quota once a reply has told it", async () => {
    const { client, search } = await open((_, response) => {
      response.setHeader("X-HubSpot-RateLimit-Daily", "250000");
      response.setHeader("X-HubSpot-RateLimit-Daily-Remaining", "249000");
      sendJson(response, 200, page);
    });
    expect(client.quota()).toEqual({});
    await search();
    expect(client.quota()).toEqual({ used: 1000, limit: 250_000 });
  });

  test("crm-16: knows our app's own limit from replies that tell of it, and keeps it over searches, which do not", async () => {
    let isSearch = false;
    const { client, search } = await open((_, response) => {
      response.setHeader("X-HubSpot-RateLimit-Daily", "250000");
      response.setHeader("X-HubSpot-RateLimit-Daily-Remaining", isSearch ? "248999" : "249000");
      if (!isSearch) {
        response.setHeader("X-HubSpot-RateLimit-Interval-Milliseconds", "10000");
        response.setHeader("X-HubSpot-RateLimit-Max", "190");
        response.setHeader("X-HubSpot-RateLimit-Remaining", "178");
      }
      sendJson(response, 200, page);
    });
    const burst = { unit: "requests", per: "ten-seconds", limit: 190, used: 12, isOfApp: true };
    await search();
    expect(client.quota()).toEqual({ used: 1000, limit: 250_000, told: [burst] });
    isSearch = true;
    await search();
    expect(client.quota()).toEqual({ used: 1001, limit: 250_000, told: [burst] });
  });

  test("crm-21: stops and gives up within a call", async () => {
    const stopping = new AbortController();
    const stopped = await open(() => stopping.abort());
    await expect(stopped.search("read", stopping.signal)).rejects.toMatchObject({
      code: "stopped",
    });
    const givenUp = await open(() => undefined, { timeoutMs: 80 });
    await expect(givenUp.search()).rejects.toMatchObject({ code: "crm_unavailable" });
  });
});
