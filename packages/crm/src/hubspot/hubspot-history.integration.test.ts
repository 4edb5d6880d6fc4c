import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";

const signal = new AbortController().signal;

test("G2: a history that HubSpot could not return now is read again, and not taken for none", async () => {
  const stub = await startStub(({ path }, response) => {
    if (path.includes("/properties/")) return sendJson(response, 200, { results: [] });
    return sendJson(response, 207, {
      status: "COMPLETE",
      results: [],
      numErrors: 1,
      errors: [
        {
          ...{ status: "error", category: "INTERNAL_ERROR", message: "internal error" },
          context: { ids: ["7"] },
        },
      ],
    });
  });
  onTestFinished(() => stub.close());
  const adapter = createHubspotAdapter({
    ...{ connection: "portal", baseUrl: stub.url, accessToken: "a token" },
    ...{ outputs: () => [], logger: testLogger() },
  });
  onTestFinished(() => adapter.close());
  const at = new Date();
  const written = { id: "7", field: "ai_industry", value: "Energy", openedAt: at, settledAt: at };
  await expect(adapter.findReplaced?.("company", [written], signal)).rejects.toMatchObject({
    retryable: true,
  });
});
