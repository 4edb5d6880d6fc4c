import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventLogMigrations } from "@fieldwork/event-log";
import { createHubspotSimulator } from "@fieldwork/simulators";
import { closeLane, type Database, storeMigrations } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const cli = fileURLToPath(new URL("../../services/api/src/cli.ts", import.meta.url));

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore([storeMigrations, eventLogMigrations]);
  ({ database } = store);
});

afterAll(() => store.drop());

interface Found {
  of: string;
  state: string;
  told: string;
  remedy?: string;
}

/** What a command of the command line prints as JSON, and how it exits. */
function run(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; found: Found[]; text: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [cli, ...args], { env }, (error, stdout, stderr) => {
      const code = error ? Number(error.code) : 0;
      try {
        resolve({
          code,
          found: args.includes("--json") ? JSON.parse(stdout).findings : [],
          text: stdout,
        });
      } catch {
        reject(new Error(`exit ${code}: ${stdout}${stderr}`));
      }
    });
  });
}

async function openHubspot(): Promise<{ env: Record<string, string>; token: string }> {
  const simulator = createHubspotSimulator();
  await simulator.start();
  const folder = await mkdtemp(join(tmpdir(), "fieldwork-doctor-"));
  onTestFinished(async () => {
    await simulator.stop();
    await rm(folder, { recursive: true });
  });
  await simulator.create("companies", [{ name: "Acme" }]);
  const file = join(folder, "connections.json");
  const connection = { name: "acme", vendor: "hubspot", accessTokenEnv: "HUBSPOT_TOKEN" };
  await writeFile(file, JSON.stringify([{ ...connection, baseUrl: simulator.url }]));
  const { accessToken: token } = simulator.credentials.integration;
  return { env: { FIELDWORK_CONNECTIONS: file, HUBSPOT_TOKEN: token }, token };
}

test("a connection is tested scope by scope: what can be read, and which output fields are not there yet", async () => {
  const { env } = await openHubspot();
  const { code, found } = await run(["connections", "test", "--json"], env);
  expect(code).toBe(0);
  const of = (scope: string) => found.find((one) => one.of === `acme company ${scope}`);
  expect(of("fields")).toMatchObject({ state: "fine" });
  expect(of("records")).toMatchObject({ state: "fine", told: "records can be read" });
  expect(of("outputs")).toMatchObject({
    state: "odd",
    told: expect.stringMatching(/^0 of 2 output fields/),
    remedy: expect.stringContaining("ai_industry"),
  });
});

test("a token that is refused is what is wrong with a connection, and is not shown", async () => {
  const { env } = await openHubspot();
  const secret = "pat-na1-not-the-right-token-at-all";
  const { code, found, text } = await run(["connections", "test", "acme", "--json"], {
    ...{ ...env, HUBSPOT_TOKEN: secret },
  });
  expect(code).toBe(1);
  expect(found.map(({ state }) => state)).toContain("wrong");
  expect(text).not.toContain(secret);
});

test("the doctor tells each thing that is wrong with what to do, and exits with 1", async () => {
  const { env } = await openHubspot();
  const all = { ...env, DATABASE_URL: store.url, FIELDWORK_ROUTE: "openai/gpt-6-luna" };
  const before = await run(["doctor", "--json"], all);
  expect(before.code).toBe(1);
  const models = before.found.find(({ of, state }) => of === "models" && state === "wrong");
  expect(models?.told).toContain("OPENAI_API_KEY");
  const fine = before.found.filter(({ state }) => state === "fine").map(({ of }) => of);
  expect(fine).toEqual(expect.arrayContaining(["PostgreSQL", "clocks", "tables", "connections"]));
});

test("a PostgreSQL that cannot be reached is one thing that is wrong, beside what else is found", async () => {
  const { env } = await openHubspot();
  const lost = { ...env, DATABASE_URL: "postgresql://nobody:secret@127.0.0.1:1/none" };
  const { code, found } = await run(["doctor", "--json"], lost);
  expect(code).toBe(1);
  expect(found.filter(({ state }) => state === "wrong")).toEqual([
    {
      ...{ of: "PostgreSQL", state: "wrong" },
      told: "PostgreSQL is unavailable: connect ECONNREFUSED 127.0.0.1:1",
      remedy: expect.stringContaining("DATABASE_URL"),
    },
  ]);
  expect(found).toContainEqual(expect.objectContaining({ of: "acme company records" }));
}, 60_000);

test("a lane that is closed and tables of another version are found", async () => {
  const { env } = await openHubspot();
  const baseline = { ...env, DATABASE_URL: store.url };
  await closeLane(database, {
    ...{ name: "openai", lane: "openai", model: "gpt-6-luna", enrichment: "company-profile" },
    ...{ needsCheck: true, waitMs: 60_000, baseMs: 60_000, capMs: 60_000 },
    reason: { code: "model-quota", detail: null },
  });
  const [{ name } = { name: "" }] = await database.query<{ name: string }>(
    "delete from migration where set = 'store' and name = (select max(name) from migration where set = 'store') returning name",
  );
  const { code, found } = await run(["doctor", "--json"], baseline);
  await database.query("insert into migration (set, name) values ('store', $1)", [name]);
  expect(code).toBe(1);
  expect(found).toContainEqual(
    expect.objectContaining({ of: "tables", state: "wrong", told: expect.stringContaining(name) }),
  );
  expect(found).toContainEqual(
    expect.objectContaining({
      of: "models",
      state: "odd",
      told: expect.stringMatching(/^openai is closed until/),
    }),
  );
  const { text } = await run(["doctor"], baseline);
  expect(text.trimEnd()).toMatch(/0 wrong, \d+ odd, \d+ fine$/);
}, 60_000);
