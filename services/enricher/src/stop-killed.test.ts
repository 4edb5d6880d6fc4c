import type { GenerateRequest, GenerateResult, ModelLayer } from "@fieldwork/models";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import type { Hold } from "@fieldwork/store";
import { afterEach, expect, test } from "vitest";
import { stopKilled } from "./stop-killed.ts";

const request = {
  ...{ callId: "c", workId: "1", wantedBy: ["live"], purpose: "work", task: "profile" },
  ...{ connection: "hubspot", record: "hubspot/company/1", beforeSend: async () => undefined },
} as unknown as GenerateRequest;
const luna = { provider: "openai", model: "gpt-6-luna" };

function holdOver(scope: string, target: string, action: Hold["action"]): Hold {
  const told = { heldBy: "ana", why: null, since: new Date(0), spares: [], epoch: 1 };
  return { scope, target, action, ...told };
}

let stop = async () => {};
afterEach(() => stop());

/** A model layer that asks one model and waits for its reply until it is stopped. */
async function open() {
  const holds: Hold[] = [];
  const reply = Promise.withResolvers<GenerateResult>();
  let asked = 0;
  const layer: ModelLayer = {
    async generate({ beforeSend }, signal) {
      await beforeSend(luna);
      asked += 1;
      const stopped = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => stopped.reject(new Error("stopped")));
      return Promise.race([reply.promise, stopped.promise]);
    },
    check: async () => ({ kind: "accepted" }),
    order: () => [],
    flush: async () => {},
  };
  const list = () => holds;
  const { models, watch } = stopKilled({ models: layer, holds: { list }, logger: testLogger() });
  await watch.start();
  stop = () => watch.stop();
  return { models, holds, reply, isAsked: () => eventually(() => expect(asked).toBe(1)) };
}

test.each([
  ["everything", ""],
  ["connection", "hubspot"],
  ["record", "hubspot/company/1"],
  ["enrichment", "profile"],
  ["model", "openai"],
  ["model", "openai/gpt-6-luna"],
])("G6: a kill of %s %s ends the call under way, and says by whom", async (scope, target) => {
  const { models, holds, isAsked } = await open();
  const call = models.generate(request, new AbortController().signal);
  await isAsked();
  holds.push(holdOver(scope, target, "killed"));
  await expect(call).rejects.toMatchObject({
    code: "held",
    message: expect.stringContaining("ana"),
  });
});

test("G6: a kill of a backfill ends what it alone wants", async () => {
  const { models, holds, isAsked } = await open();
  const call = models.generate({ ...request, wantedBy: ["b1"] }, new AbortController().signal);
  await isAsked();
  holds.push(holdOver("backfill", "b1", "killed"));
  await expect(call).rejects.toMatchObject({ code: "held" });
});

test("a pause, or a kill of something else, lets a call finish that has begun", async () => {
  const { models, holds, reply, isAsked } = await open();
  const call = models.generate({ ...request, wantedBy: ["live", "b1"] }, AbortSignal.timeout(1e6));
  await isAsked();
  holds.push(holdOver("everything", "", "paused"), holdOver("model", "mistral", "killed"));
  holds.push(holdOver("backfill", "b1", "killed"), holdOver("connection", "sales", "killed"));
  holds.push(holdOver("record", "hubspot/company/2", "killed"));
  // The watch has looked since.
  const other = models.generate({ ...request, task: "role" }, new AbortController().signal);
  holds.push(holdOver("enrichment", "role", "killed"));
  await expect(other).rejects.toMatchObject({ code: "held" });
  const result = { provider: "openai" } as GenerateResult;
  reply.resolve(result);
  expect(await call).toBe(result);
});

test("whoever stops a call for another reason is told that one", async () => {
  const { models, isAsked } = await open();
  const caller = new AbortController();
  const call = models.generate(request, caller.signal);
  await isAsked();
  caller.abort();
  await expect(call).rejects.toThrow("stopped");
});
