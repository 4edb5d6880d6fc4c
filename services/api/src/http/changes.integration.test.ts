import { testLogger } from "@fieldwork/runtime/testing";
import { placeHold } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { tellNotices } from "@fieldwork/store/notices";
import { createReader } from "@fieldwork/store/reading";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { invitePerson, revokeRole } from "../who/people.ts";
import { commandActor, commandPrincipal } from "../who/principal.ts";
import { acceptLink } from "../who/sign-in.ts";
import { createApi } from "./api.ts";
import { beatMs } from "./stream.ts";

const token = "fwt_local";
const options = {
  ...{ publicUrl: undefined, linkUrl: () => "", otherHosts: [], trustedProxies: 0 },
  ...{ requestsPerMinute: 1000, sessionHours: 1, sessionIdleHours: 1, logDays: 7, sheetHours: 1 },
  localToken: token,
};

async function serve() {
  const store = await openTestStore();
  onTestFinished(() => store.drop());
  const { database, url: connectionString } = store;
  const reader = createReader({ connectionString, max: 1, applicationName: "test" });
  onTestFinished(() => reader.stop());
  const app = await createApi({ database, reader, options, logger: testLogger() });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { database, app, url };
}

const own: Record<string, string> = { authorization: `Bearer ${token}` };

async function follow(url: string, headers = own) {
  const reply = await fetch(`${url}/v1/changes`, { headers });
  expect(reply.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const said = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    text: () => text,
    async untilSaid(part: string, times = 1): Promise<void> {
      while (text.split(part).length <= times) {
        const { value, done } = (await said?.read()) ?? { done: true };
        if (done) throw new Error(`the stream ended with ${text}`);
        text += value;
      }
    },
  };
}

const order = { scope: "connection", target: "secret-name", action: "paused" } as const;
const hold = { ...order, heldBy: "ann", why: null };

test("a stream says which areas have changed and nothing of what is in them, and ends with the server", async () => {
  const { database, app, url } = await serve();
  const { untilSaid, text } = await follow(url);
  await untilSaid("retry: 3000");
  // What was read before anybody looked may have changed since.
  await untilSaid('"holds"');
  await placeHold(database, hold);
  await untilSaid('data: {"areas":["holds"]}');
  const actor = { kind: "person", id: "p", name: "Ann" } as const;
  await recordAudit(database, { actor, order: "hold.place", subject: "holds" });
  await untilSaid('data: {"areas":["orders"]}');
  const detail = { model: "secret-name" };
  const told = { topic: "model/m", kind: "model", before: null, state: "closed" } as const;
  await tellNotices(database, [{ ...told, askedBy: null, detail }]);
  await untilSaid('data: {"areas":["notices"]}');
  expect(text()).not.toContain("secret-name");
  await app.close();
  await expect(untilSaid("nothing more")).rejects.toThrow();
});

test("who begins to follow is told at once what changed while they read", async () => {
  const { database, app, url } = await serve();
  const first = await follow(url);
  await first.untilSaid('"holds"');
  await placeHold(database, hold);
  await first.untilSaid('data: {"areas":["holds"]}');
  const second = await follow(url);
  await second.untilSaid('"holds"');
  await app.close();
});

test("a stream ends soon after whoever opened it has lost their last role, though their session goes on", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const { database, app, url } = await serve();
  const admin = commandPrincipal(commandActor());
  const grant = { role: "viewer", connection: "hub" } as const;
  const bob = { email: "bob@acme.example", name: "Bob", grants: [grant] };
  const { secret: link } = await invitePerson({ database }, admin, bob);
  const [password, place] = ["correct horse battery", { from: undefined, userAgent: undefined }];
  const { secret } = await acceptLink({ database, sessionHours: 1 }, { link, password }, place);
  const { untilSaid } = await follow(url, { cookie: `fieldwork_session=${secret}` });
  await untilSaid('"holds"');
  vi.advanceTimersByTime(beatMs);
  await untilSaid(": still here");
  await revokeRole({ database }, admin, { person: bob.email, grant });
  vi.advanceTimersByTime(beatMs);
  await expect(untilSaid(": still here", 2)).rejects.toThrow("the stream ended");
  await app.close();
});

test("a request for the head of a stream is answered", async () => {
  const { app, url } = await serve();
  const { status } = await fetch(`${url}/v1/changes`, { method: "HEAD", headers: own });
  expect(status).toBe(404);
  await app.close();
});

test("a row that is committed after one with a later id is a change, too", async () => {
  const { database, app, url } = await serve();
  const actor = { kind: "person", id: "p", name: "Ann" } as const;
  const { untilSaid } = await follow(url);
  await untilSaid('"orders"');
  const committed = Promise.withResolvers<void>();
  const inserted = Promise.withResolvers<void>();
  const late = database.transaction(async (transaction) => {
    await recordAudit(transaction, { actor, order: "hold.place", subject: "earlier id" });
    inserted.resolve();
    await committed.promise;
  });
  await inserted.promise;
  await recordAudit(database, { actor, order: "hold.place", subject: "later id" });
  await untilSaid('data: {"areas":["orders"]}');
  committed.resolve();
  await late;
  await untilSaid('data: {"areas":["orders"]}', 2);
  await app.close();
});
