import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createHoldMirror, type Database, findHolds } from "@fieldwork/store";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { parseAudit } from "./audit-command.ts";
import type { Command } from "./command.ts";
import { parseHold, parseResume } from "./hold-command.ts";

let testDatabase: TestStore;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  testDatabase = await openTestStore();
  ({ database } = testDatabase);
  const connectionString = testDatabase.url;
  reader = createReader({ connectionString, max: 2, applicationName: "test" });
});

beforeEach(() => database.query("truncate hold, audit cascade"));

afterAll(async () => {
  await reader.stop();
  await testDatabase.drop();
});

async function run(command: Command | undefined): Promise<string> {
  if (!command) throw new Error("written wrongly");
  return command({ database, reader, name: "test", close: async () => {} });
}
const hold = (...args: string[]) => run(parseHold(args));
const resume = (...args: string[]) => run(parseResume(args));

test("what is held is listed with why, and lifted, and both orders stand in the audit", async () => {
  expect(await hold()).toBe("Nothing is held.");
  await hold("enrichment", "profile", "--why", "odd summaries");
  await hold("enrichment", "profile", "--kill", "--why", "very odd");
  expect(await hold()).toMatch(/enrichment profile is killed by \S+: very odd$/);
  expect(await resume("enrichment", "profile")).toBe("enrichment profile goes on.");
  expect(await hold("--json")).toBe("[]");
  const audit = JSON.parse(await run(parseAudit(["list", "--json"])));
  expect(audit).toMatchObject([
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
  await expect(hold("planet", "mars")).rejects.toMatchObject({ code: "config_invalid" });
  await expect(hold("connection")).rejects.toMatchObject({ code: "request_invalid" });
  await expect(hold("everything", "hubspot")).rejects.toMatchObject({ code: "request_invalid" });
  await expect(resume("connection", "hubspot")).rejects.toMatchObject({ code: "not_found" });
  expect((await findHolds(database)).holds).toEqual([]);
  expect(await database.query("select from audit")).toEqual([]);
});

test("a hold is written with a scope and a target, and no option that there is not", () => {
  expect(parseHold(["--kill"])).toBeUndefined();
  expect(parseHold(["model", "a", "b"])).toBeUndefined();
  expect(parseHold(["everything", "--now"])).toBeUndefined();
  expect(parseResume([])).toBeUndefined();
});
