import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";

const signal = new AbortController().signal;

test("a note that HubSpot could not return now is not taken for one that is not there", async () => {
  const stub = await startStub(({ path }, response) => {
    if (path.includes("/associations/")) {
      const to = [1, 2].map((toObjectId) => ({ toObjectId, associationTypes: [] }));
      sendJson(response, 200, { status: "COMPLETE", results: [{ from: { id: "7" }, to }] });
      return;
    }
    const properties = { hs_timestamp: "2026-11-01T10:00:00Z", hs_note_body: "One" };
    sendJson(response, 207, {
      status: "COMPLETE",
      results: [
        {
          id: "1",
          properties,
          createdAt: "2026-11-01T10:00:00Z",
          updatedAt: "2026-11-01T10:00:00Z",
        },
      ],
      numErrors: 1,
      errors: [
        {
          ...{ status: "error", category: "INTERNAL_ERROR", message: "internal error" },
          context: { ids: ["2"] },
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
  const [activity] = adapter.activities?.of("company").filter(({ kind }) => kind === "notes") ?? [];
  const ask = { object: "company", activity: activity ?? expect.unreachable(), ids: ["7"] };
  await expect(adapter.activities?.readRecent(ask, signal)).rejects.toMatchObject({
    retryable: true,
  });
});
