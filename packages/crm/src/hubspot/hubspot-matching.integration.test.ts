import { everyRecord, parseFilter, type RecordFilter } from "@fieldwork/contracts";
import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";

const never = new AbortController().signal;

/** What is said of a search that finds so many. */
async function countOf(total: number, filter: RecordFilter) {
  const stub = await startStub(({ method }, response) =>
    sendJson(
      response,
      200,
      method === "GET"
        ? { results: [{ name: "name", type: "string", fieldType: "text" }] }
        : { total, results: [] },
    ),
  );
  const adapter = createHubspotAdapter({
    ...{ connection: "acme", accessToken: "token", baseUrl: stub.url },
    ...{ outputs: () => [], logger: testLogger() },
  });
  onTestFinished(async () => {
    await adapter.close();
    await stub.close();
  });
  return adapter.countMatching("company", filter, never);
}

test("a search that ends at 10,000 results counts at least as many", async () => {
  expect(await countOf(9999, everyRecord)).toEqual({ count: 9999, is: "exact", why: null });
  expect(await countOf(10_000, everyRecord)).toEqual({
    ...{ count: 10_000, is: "at-least", why: "HubSpot's search counts no further than 10,000" },
  });
  expect(await countOf(10_000, parseFilter("name = a"))).toMatchObject({ is: "about" });
});
