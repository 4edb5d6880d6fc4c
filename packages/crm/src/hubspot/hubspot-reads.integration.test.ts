import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { sendJson, startStub } from "../contract/stub-server.ts";
import { createHubspotAdapter } from "./hubspot-adapter.ts";

const { signal } = new AbortController();

/** A portal in which 1 and 2 were merged into 3, which is given once in a reply, and whose first reply passes over 9. */
async function openPortal() {
  const asked: string[][] = [];
  const stub = await startStub((request, response) => {
    const { inputs }: { inputs: { id: string }[] } = JSON.parse(request.body);
    const ids = inputs.map(({ id }) => id);
    asked.push(ids);
    const isAsked = (some: readonly string[]) => some.some((id) => ids.includes(id));
    return sendJson(response, 200, {
      results: [
        ...(isAsked(["1", "2", "3"])
          ? [{ id: "3", properties: { hs_merged_object_ids: "1;2" } }]
          : []),
        ...(isAsked(["9"]) && asked.length > 1 ? [{ id: "9", properties: {} }] : []),
      ],
    });
  });
  onTestFinished(() => stub.close());
  const adapter = createHubspotAdapter({
    ...{ connection: "portal", baseUrl: stub.url, accessToken: "token" },
    ...{ outputs: () => [], logger: testLogger() },
  });
  onTestFinished(() => adapter.close());
  async function readNow(ids: readonly string[]) {
    const { changes, gone } = await adapter.readNow("company", ids, signal);
    const told = changes.map(({ kind, ref }) => `${ref.id} ${kind}`).toSorted();
    return { told, gone };
  }
  return { asked, readNow };
}

test("a merged record that a reply gives once answers for all the ids that it had", async () => {
  const { asked, readNow } = await openPortal();
  expect(await readNow(["3", "1", "2"])).toEqual({
    told: ["1 deleted", "2 deleted", "3 changed"],
    gone: [],
  });
  expect(asked).toHaveLength(1);
});

test("a record that a reply passes over is asked for again, also beside one that was merged away", async () => {
  const { asked, readNow } = await openPortal();
  expect((await readNow(["1", "9"])).told).toContain("9 changed");
  expect(asked).toEqual([["1", "9"], ["9"]]);
});
