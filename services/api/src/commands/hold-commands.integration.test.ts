import { type Client, createClient } from "@fieldwork/contracts/client";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createHoldMirror, type Database, findHolds } from "@fieldwork/store";
import { audit, createReader, type Reader, readPage } from "@fieldwork/store/reading";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { createApi } from "../http/api.ts";
import { parseHold, parseResume } from "./hold-command.ts";
import { parseNotices } from "./notices-command.ts";
import type { ClientCommand } from "./status-command.ts";

let testDatabase: TestStore;
let database: Database;
let reader: Reader;
let app: FastifyInstance;
let client: Client;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
  const connectionString = testDatabase.url;
  reader = createReader({ connectionString, max: 2, applicationName: "test" });
  const options = {
    ...{ publicUrl: undefined, linkUrl: () => "", otherHosts: [], trustedProxies: 0 },
    ...{ requestsPerMinute: 10_000, sessionHours: 1, sessionIdleHours: 1, logDays: 7 },
    localToken: "fwt_local",
  };
  app = await createApi({ database, reader, options, logger: testLogger() });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  client = createClient({ url, token: "fwt_local" });
});

beforeEach(() => database.query("truncate hold, audit, notice_channel cascade"));

afterAll(async () => {
  await app.close();
  await reader.stop();
  await testDatabase.drop();
});

async function run(command: ClientCommand | undefined): Promise<string> {
  if (!command) throw new Error("written wrongly");
  return command(client);
}
const hold = (...args: string[]) => run(parseHold(args));
const resume = (...args: string[]) => run(parseResume(args));

test("what is held is listed with why, and lifted, and both orders stand in the audit", async () => {
  expect(await hold()).toBe("Nothing is held.");
  await hold("enrichment", "profile", "--why", "odd summaries");
  await hold("enrichment", "profile", "--kill", "--why", "very odd");
  expect(await hold()).toMatch(/enrichment profile is killed by [^:]+: very odd$/);
  expect(await resume("enrichment", "profile")).toBe("enrichment profile goes on.");
  expect(await hold("--json")).toBe("[]");
  const { rows } = await readPage(reader, audit, {});
  expect(rows).toMatchObject([
    { order: "hold.lift", before: { action: "killed", why: "very odd" }, after: null },
    { before: { action: "paused", why: "odd summaries" }, after: { action: "killed" } },
    { order: "hold.place", subject: "holds/enrichment/profile", before: null },
  ]);
});

test("G6: by the reply to an order every process that keeps up has heard of it", async () => {
  const mirror = createHoldMirror({ database, logger: testLogger() });
  await mirror.start();
  onTestFinished(() => mirror.stop());
  const subject = { ref: null, enrichment: "profile", model: null, wantedBy: [] };
  await eventually(() => expect(mirror.isHeld(subject)).toBe(false));
  await hold("enrichment", "profile");
  expect(mirror.list()).toMatchObject([{ scope: "enrichment", target: "profile" }]);
});

test("an order over nothing known, or to lift what nobody holds, is refused and leaves no trace", async () => {
  expect(parseHold(["planet", "mars"])).toBeUndefined();
  await expect(hold("connection")).rejects.toMatchObject({ problem: { code: "request_invalid" } });
  await expect(hold("everything", "hubspot")).rejects.toMatchObject({
    problem: { code: "request_invalid" },
  });
  await expect(resume("connection", "hubspot")).rejects.toMatchObject({
    problem: { code: "not_found" },
  });
  expect((await findHolds(database)).holds).toEqual([]);
  expect(await database.query("select from audit")).toEqual([]);
});

test("a hold is written with a scope and a target, and no option that there is not", () => {
  expect(parseHold(["--kill"])).toBeUndefined();
  expect(parseHold(["model", "a", "b"])).toBeUndefined();
  expect(parseHold(["everything", "--now"])).toBeUndefined();
  expect(parseResume([])).toBeUndefined();
});

test("where notices go is added, listed without what lets one in, and removed", async () => {
  const notices = (...args: string[]) => run(parseNotices(args));
  expect(await notices("list")).toBe("Nothing to tell so far.");
  const url = "https://hooks.example.com/very-secret";
  const added = await notices("add", "webhook", url, "--only-for", "Ann");
  expect(added).toMatch(/it is [\w-]+\.\nIts secret, which is not shown again: fwh_/);
  const listed = await notices("channels");
  expect(listed).toMatch(/ {2}webhook {2}https:\/\/hooks\.example\.com\/… {2}what Ann asked for$/);
  await notices("remove", listed.split(" ")[0] ?? "");
  expect(await notices("channels")).toContain("nowhere yet");
  expect(parseNotices(["add", "pager", "1"])).toBeUndefined();
});
