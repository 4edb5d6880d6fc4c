import { once } from "node:events";
import { loadEnrichments } from "@fieldwork/enrichments";
import { customFieldsFor } from "@fieldwork/infra/stack";
import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import {
  type HubspotProcess,
  type OpenaiProcess,
  type SalesforceProcess,
  spawnHubspot,
  spawnOpenai,
  spawnSalesforce,
} from "@fieldwork/simulators";
import { createDatabase, type Database } from "@fieldwork/store";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { createTestDatabase, type TestDatabase } from "@fieldwork/store/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runFieldwork } from "../support/command-line.ts";
import {
  createTestHome,
  type LineProcess,
  startLineProcess,
  type TestHome,
  writeConnections,
} from "../support/line-process.ts";
import { testModel } from "../support/test-line.ts";
import {
  compareWithBooks,
  createOldCompanies,
  endsOf,
  fillAsPerson,
  receiptOf,
  startBackfill,
} from "./backfill-books.ts";
import {
  countEnriched,
  countIn,
  countRepeatedCalls,
  countRepeatedWrites,
  moreCompanies,
} from "./line-books.ts";

const companies = 240;
const added = 60;
const oldOnes = 300;
const concurrency = 16;
const endedInReply =
  "the API ended in the middle of its reply: it was stopped or killed. What it had begun may be done, and what it asked stays charged";

let home: TestHome;
let testDatabase: TestDatabase;
let database: Database;
let hubspot: HubspotProcess;
let salesforce: SalesforceProcess;
/** What is there before the first start, and is only read until a backfill is ordered. */
let old: HubspotProcess;
let oldIds: string[];
let openai: OpenaiProcess;
let reader: Reader;
let env: Record<string, string>;

beforeAll(async () => {
  home = await createTestHome();
  testDatabase = await createTestDatabase();
  database = createDatabase({
    connectionString: testDatabase.url,
    max: 2,
    applicationName: "books",
  });
  reader = createReader({
    connectionString: testDatabase.url,
    max: 2,
    applicationName: "books",
  });
  [hubspot, salesforce, old, openai] = await Promise.all([
    spawnHubspot({ seed: companies }),
    spawnSalesforce({ seed: companies }),
    spawnHubspot(),
    spawnOpenai({ options: { latencyMs: 40 } }),
  ]);
  await salesforce.deployFields(customFieldsFor(await loadEnrichments()));
  oldIds = await createOldCompanies(old, oldOnes);
  env = {
    FIELDWORK_HOME: home.dir,
    FIELDWORK_CONNECTIONS: await writeConnections(home.dir, [
      {
        name: "hubspot",
        vendor: "hubspot",
        accessTokenEnv: "HUBSPOT_TOKEN",
        baseUrl: hubspot.url,
        history: "enrich",
      },
      {
        name: "salesforce",
        vendor: "salesforce",
        loginUrl: salesforce.url,
        history: "enrich",
        clientIdEnv: "SALESFORCE_CLIENT_ID",
        clientSecretEnv: "SALESFORCE_CLIENT_SECRET",
      },
      { name: "old", vendor: "hubspot", accessTokenEnv: "OLD_TOKEN", baseUrl: old.url },
    ]),
    OLD_TOKEN: old.credentials.integration.accessToken,
    HUBSPOT_TOKEN: hubspot.credentials.integration.accessToken,
    SALESFORCE_CLIENT_ID: salesforce.credentials.clientId,
    SALESFORCE_CLIENT_SECRET: salesforce.credentials.clientSecret,
    DATABASE_URL: testDatabase.url,
    OPENAI_API_KEY: openai.credentials.apiKey,
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API: "responses",
    OPENAI_MODEL: testModel,
    LANE_CONCURRENCY: String(concurrency),
    POLL_EVERY_MS: "200",
    LEASE_MS: "2000",
    SWEEP_EVERY_MS: "300",
  };
}, 60_000);

afterAll(async () => {
  await Promise.all([hubspot?.stop(), salesforce?.stop(), old?.stop(), openai?.stop()]);
  await reader?.stop();
  await database?.stop();
  await testDatabase?.drop();
  await home?.remove();
});

function start(...args: string[]): LineProcess {
  return startLineProcess(["--write", ...args], env);
}

async function kill({ child, ended, output }: LineProcess): Promise<void> {
  child.kill("SIGKILL");
  expect(await ended, output()).toBeNull();
}

async function drainOnce(): Promise<void> {
  const line = start("--once");
  expect(await line.ended, line.output()).toBe(0);
}

describe("a line that is killed again and again", () => {
  test("G1, G4: loses nothing of changes and of a backfill, writes each result once, and pays twice at most for calls in flight", async () => {
    // Some while the models are asked, some while the CRMs are written, each at another moment of it.
    const moments = [
      { state: "asking", lateMs: 0 },
      { state: "writing", lateMs: 20 },
      { state: "asking", lateMs: 300 },
      { state: "writing", lateMs: 0 },
    ];
    let backfill = "";
    const leftAtKills: number[] = [];
    for (const [round, { state, lateMs }] of moments.entries()) {
      await hubspot.create("companies", moreCompanies(round, added));
      const line = start();
      if (round === 0) backfill = await backfillOld();
      await eventually(async () => expect(await countIn(database, state)).toBeGreaterThan(0), {
        timeoutMs: 20_000,
        everyMs: 10,
      });
      await delay(lateMs);
      await kill(line);
      leftAtKills.push((await receiptOf(reader, backfill)).waiting);
    }
    await drainOnce();

    const unfinished = await database.query(
      "select record_id, state from work where state not in ('written', 'skipped')",
    );
    expect(unfinished).toEqual([]);
    const [counted] = await database.query<{ works: number }>(
      "select count(*)::int as works from work where enrichment = 'company-profile'",
    );
    expect(counted?.works).toBe(2 * companies + moments.length * added + oldOnes);
    expect(await countRepeatedWrites(hubspot)).toBe(0);
    expect(await countRepeatedWrites(salesforce)).toBe(0);
    expect(await countEnriched(hubspot)).toBe(companies + moments.length * added);
    expect(await countEnriched(salesforce)).toBe(companies);
    expect(await countRepeatedCalls(openai)).toBeLessThanOrEqual(moments.length * concurrency);

    expect(leftAtKills.filter((left) => left > 0).length).toBeGreaterThan(1);
    const { writes } = await old.books.read();
    const compared = await compareWithBooks({ database }, { id: backfill, writes });
    expect(compared).toEqual({ disagreeing: [], ends: endsOf(oldOnes) });
    expect(await receiptOf(reader, backfill)).toMatchObject({
      ...{ records: oldOnes, written: 0.8 * oldOnes, waiting: 0, underWay: 0 },
    });
  }, 90_000);

  test("G3: what was in flight when it was killed stays charged", () => expectCharged());
});

async function expectCharged(): Promise<void> {
  const [row] = await database.query<{
    charged: string;
    known: string;
    open: string;
    lent: string;
  }>(
    `select (select charged_nano_usd from budget where scope = 'total')::text as charged,
       (select coalesce(sum(held_nano_usd), 0) from budget_slice where scope = 'total')::text as lent,
       coalesce(sum(cost_nano_usd), 0)::text as known,
       coalesce(sum(reserved_nano_usd) filter (where cost_nano_usd is null), 0)::text as open
     from model_call`,
  );
  const { charged = "0", known = "0", open = "0", lent = "0" } = row ?? {};
  expect(BigInt(charged)).toBe(BigInt(known) + BigInt(open) + BigInt(lent));
}

test("G2: a crash between the CRM's 200 and the ledger's entry leaves the value ours", async () => {
  const [id = ""] = await hubspot.create("companies", [
    {
      name: "Crash Test Ltd",
      description: "Builds crash barriers for roads and bridges in Norway.",
    },
  ]);
  const held = await hubspot.faults.hold({ kind: "write", body: id }, "after");
  const line = start();
  await held.arrived;
  await kill(line);
  await held.release();
  const written = await hubspot.record({ object: "companies", id });
  expect(written?.fields.ai_industry).toBeTruthy();
  const open = await database.query(
    "select field from write_intent where record_id = $1 and state = 'open'",
    [id],
  );
  expect(open).toHaveLength(2);

  await drainOnce();
  const owners = await database.query("select owner from field_ledger where record_id = $1", [id]);
  expect(owners).toEqual([{ owner: "fieldwork" }, { owner: "fieldwork" }]);
  const { writes } = await hubspot.books.read();
  expect(writes.filter((row) => row.recordId === id && row.by === "integration")).toHaveLength(1);
}, 60_000);

test("G3: a kill in the middle of a preview is told in plain words, its call stays charged, and nothing of it is left open", async () => {
  const [record] = await database.query<{ id: string }>(
    "select record_id as id from record where connection = 'hubspot' limit 1",
  );
  const line = start();
  await eventually(() => expect(line.output()).toMatch(/^API /m), { timeoutMs: 45_000 });
  const held = await openai.faults.hold();
  const preview = ["try", "company-profile", `hubspot/company/${record?.id}`];
  const asked = runFieldwork(preview, { FIELDWORK_HOME: home.dir });
  await held.arrived;
  await kill(line);
  const { exitCode, text } = await asked;
  expect([exitCode, text.trim()]).toEqual([5, endedInReply]);
  await held.release();
  const calls = await database.query(
    "select cost_nano_usd as cost from model_call where purpose = 'preview'",
  );
  expect(calls).toEqual([{ cost: null }]);
  await expectCharged();

  await drainOnce();
  const open = await database.query("select from ordered_ask where state in ('waiting', 'asking')");
  expect(open).toEqual([]);
  await expectCharged();
}, 90_000);

test("a start beside a running line says so and ends", async () => {
  const first = start();
  await eventually(() => expect(first.output()).toContain("done  read"), { timeoutMs: 45_000 });
  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(
    `Fieldwork is already running from this checkout (process ${first.child.pid})`,
  );
  // Stopped before everything is done, it would end with 1.
  await eventually(() => expect(first.output()).toContain("Watching."), { timeoutMs: 45_000 });
  first.child.kill("SIGINT");
  await once(first.child, "exit");
  expect(await first.ended).toBe(0);
}, 120_000);

/** Orders it as soon as its records have been read. */
async function backfillOld(): Promise<string> {
  await eventually(
    async () => {
      const [row] = await database.query<{ count: number }>(
        "select count(*)::int as count from record where connection = 'old'",
      );
      expect(row?.count).toBe(oldOnes);
    },
    { timeoutMs: 20_000, everyMs: 20 },
  );
  await fillAsPerson(old, oldIds);
  return startBackfill({ database, reader }, "old", oldIds);
}
