import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createHoldMirror, type Database, findHolds } from "@fieldwork/store";
import { audit, type Reader, readPage } from "@fieldwork/store/reading";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";

let api: TestApi;
let database: Database;
let reader: Reader;

beforeAll(async () => {
  api = await openTestApi();
  ({ database, reader } = api);
});

beforeEach(() => database.query("truncate hold, audit, notice_channel cascade"));

afterAll(() => api.stop());

const hold = (...args: string[]) => api.shows(["hold", ...args]);
const resume = (...args: string[]) => api.shows(["resume", ...args]);

test("what is held is listed with why, and lifted, and both orders stand in the audit", async () => {
  expect(await hold()).toBe("Nothing is held.");
  await hold("enrichment", "profile", "--why", "odd summaries");
  await hold("enrichment", "profile", "--kill", "--why", "very odd");
  expect(await hold()).toMatch(/enrichment profile is killed by [^:]+: very odd$/);
  expect(await resume("enrichment", "profile")).toBe("enrichment profile goes on.");
  expect(JSON.parse(await hold("--json"))).toEqual({ holds: [] });
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
  const refused = async (line: string) => {
    const { exitCode, out } = await api.fieldwork(`${line} --json`);
    return { exitCode, code: JSON.parse(out).code };
  };
  expect(await refused("hold planet mars")).toEqual({ exitCode: 2, code: "usage_invalid" });
  expect(await refused("hold connection")).toEqual({ exitCode: 3, code: "request_invalid" });
  expect(await refused("hold everything hub")).toEqual({ exitCode: 3, code: "request_invalid" });
  expect(await refused("resume connection hub")).toEqual({ exitCode: 3, code: "not_found" });
  expect((await findHolds(database)).holds).toEqual([]);
  expect(await database.query("select from audit")).toEqual([]);
});

test.each(["hold --kill", "hold model a b", "hold everything --now", "resume"])(
  "%s is written wrongly",
  async (line) => expect(await api.fieldwork(line)).toMatchObject({ exitCode: 2, out: "" }),
);

test("where notices go is added, listed without what lets one in, and removed", async () => {
  const notices = (...args: string[]) => api.shows(["notices", ...args]);
  expect(await notices("list")).toBe("Nothing to tell so far.");
  const url = "https://hooks.example.com/very-secret";
  const added = await notices("add", "webhook", url, "--only-for", "Ann");
  expect(added).toMatch(/it is [\w-]+\.\nIts secret, which is not shown again: fwh_/);
  const listed = await notices("channels");
  expect(listed).toMatch(/ {2}webhook {2}https:\/\/hooks\.example\.com\/… {2}what Ann asked for$/);
  await notices("remove", listed.split(" ")[0] ?? "");
  expect(await notices("channels")).toContain("nowhere yet");
  expect(await api.fieldwork("notices add pager 1")).toMatchObject({ exitCode: 2 });
});
