import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseArguments, usage } from "./arguments.ts";
import { loadStart } from "./load-start.ts";

const load = (env: Record<string, string>, ...argv: string[]) =>
  loadStart(env, parseArguments(argv));

test("nothing set runs the demo, whose CRMs are written", async () => {
  const { crms, route } = await load({});
  expect(crms).toMatchObject({ name: "demo", writes: true });
  expect(route).toBeUndefined();
});

test("a file of connections runs the embedded line on them, which writes only when told", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-start-"));
  try {
    const file = join(folder, "connections.json");
    await writeFile(file, '[{"name":"acme","vendor":"hubspot","accessTokenEnv":"ACME"}]');
    const env = { FIELDWORK_CONNECTIONS: file, ACME: "pat-1" };
    const read = await load(env);
    expect(read.crms).toMatchObject({ name: "connections", writes: false });
    expect(read.crms.assess).toBeUndefined();
    expect((await load(env, "--write")).crms.writes).toBe(true);
    await expect(load(env, "--records", "20")).rejects.toThrow(/--records: only limits the demo/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("--write needs connections of one's own, and is told beside what else is wrong", async () => {
  const error = await load({ LOG_LEVEL: "loud" }, "--write").catch(
    (reason: Error) => reason.message,
  );
  expect(error).toMatch(/--write: has no connections to write into/);
  expect(error).toMatch(/LOG_LEVEL: .*Set one of trace/);
});

test("the help offers every flag, and what can be set", () => {
  const flags = ["once", "fresh", "json", "write", "backfill", "records N", "no-preflight"];
  for (const flag of flags) expect(usage).toContain(`[--${flag}]`);
  expect(usage).toMatch(/^ {2}--records N +a demo of N records/m);
  expect(usage).toMatch(
    /^ {2}FIELDWORK_BUDGET_USD +The most that all paid calls together may ever/m,
  );
});

test.each([["--records", "0"], ["--records", "some"], ["--twice"]])(
  "%s %s is refused",
  (...argv) => {
    expect(() => parseArguments(argv)).toThrow(/Usage: npm start --/);
  },
);
