import { testLogger } from "@fieldwork/runtime/testing";
import { placeHold } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { tellNotices } from "@fieldwork/store/notices";
import { createReader } from "@fieldwork/store/reading";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "./api.ts";

const token = "fwt_local";
const options = {
  ...{ publicUrl: undefined, linkUrl: () => "", otherHosts: [], trustedProxies: 0 },
  ...{ requestsPerMinute: 1000, sessionHours: 1, sessionIdleHours: 1, logDays: 7, sheetHours: 1 },
  localToken: token,
};

test("a stream says which areas have changed and nothing of what is in them, and ends with the server", async () => {
  const store = await openTestStore();
  onTestFinished(() => store.drop());
  const { database, url: connectionString } = store;
  const reader = createReader({ connectionString, max: 1, applicationName: "test" });
  onTestFinished(() => reader.stop());
  const app = await createApi({ database, reader, options, logger: testLogger() });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const reply = await fetch(`${url}/v1/changes`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(reply.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const said = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  async function untilSaid(part: string): Promise<void> {
    while (!text.includes(part)) {
      const { value, done } = (await said?.read()) ?? { done: true };
      if (done) throw new Error(`the stream ended with ${text}`);
      text += value;
    }
  }
  await untilSaid("retry: 3000");
  const order = { scope: "connection", target: "secret-name", action: "paused" } as const;
  // Until the first look has been taken, nothing counts as changed.
  const orders = setInterval(() => {
    placeHold(database, { ...order, heldBy: "ann", why: null }).catch(() => undefined);
  }, 200);
  await untilSaid('data: {"areas":["holds"]}').finally(() => clearInterval(orders));
  const actor = { kind: "person", id: "p", name: "Ann" } as const;
  await recordAudit(database, { actor, order: "hold.place", subject: "holds" });
  await untilSaid('"orders"');
  const detail = { model: "secret-name" };
  const told = { topic: "model/m", kind: "model", before: null, state: "closed" } as const;
  await tellNotices(database, [{ ...told, askedBy: null, detail }]);
  await untilSaid('"notices"');
  expect(text).not.toContain("secret-name");
  await app.close();
  await expect(untilSaid("nothing more")).rejects.toThrow();
});
