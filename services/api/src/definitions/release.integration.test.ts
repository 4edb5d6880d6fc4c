import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadEnrichments } from "@fieldwork/enrichments";
import { eventLogMigrations } from "@fieldwork/event-log";
import { createRedisAdmission } from "@fieldwork/limits";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { type Database, listReleased, storeMigrations } from "@fieldwork/store";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { commandActor } from "../who/principal.ts";
import { releaseFromFiles } from "./release-from-files.ts";

const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));
const releaseCommand = [cli, "definitions", "release"];
const shipped = fileURLToPath(new URL("../../../../packages/enrichments/catalog", import.meta.url));
let testDatabase: TestStore;
let database: Database;
let catalogDir: string;

beforeAll(async () => {
  testDatabase = await openTestStore([storeMigrations, eventLogMigrations]);
  ({ database } = testDatabase);
});

beforeEach(async () => {
  await database.query("truncate definition, audit cascade");
  catalogDir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  await cp(shipped, catalogDir, { recursive: true, filter: isCopied });
  return () => rm(catalogDir, { recursive: true });
});

afterAll(async () => {
  await testDatabase.drop();
});

function environment() {
  return { DATABASE_URL: testDatabase.url, FIELDWORK_CATALOG: catalogDir };
}

async function release({ isDryRun = false } = {}): Promise<string> {
  const enrichments = await loadEnrichments({ catalogDir });
  const prepareFields = async () => undefined;
  const order = { enrichments, by: "Ada", actor: commandActor(), isDryRun, prepareFields };
  return (await releaseFromFiles(database, order)).text;
}

const editPrompt = () =>
  appendFile(join(catalogDir, "contact-role", "prompts", "1.md"), "\nBe brief.\n");
/** What is released unless told; without its locks it may be changed. */
const isCopied = (source: string) => !/\/(?:deal-next-step|ticket-triage|lock\.json)$/.test(source);

async function hashes(): Promise<Record<string, string>> {
  return Object.fromEntries((await listReleased(database)).map(({ name, hash }) => [name, hash]));
}

async function proposed(): Promise<Record<string, string>> {
  const enrichments = await loadEnrichments({ catalogDir });
  return Object.fromEntries(enrichments.map(({ name, hash }) => [name, hash]));
}

test("a release makes current what the files say, and tells what that changes", async () => {
  expect(await release()).toMatch(/new {6}company-profile .*\nnew {6}contact-role/);
  const first = await proposed();
  expect(await hashes()).toEqual(first);
  const audited = await database.query<{ value: unknown }>(
    `select value from audit join audit_value on audit_id = audit.id
     where order_name = 'definitions.release' order by side`,
  );
  expect(audited).toEqual([{ value: first }, { value: {} }]);
  expect(await release()).toMatch(/^Nothing to release/);

  await editPrompt();
  await rm(join(catalogDir, "company-profile"), { recursive: true });
  expect(await release()).toMatch(
    /^gone {5}company-profile .*\nchanged {2}contact-role {2}\w{12} → \w{12} {2}\(prompt\)\nReleased/,
  );
  expect(await hashes()).toEqual(await proposed());

  await rm(catalogDir, { recursive: true });
  await cp(shipped, catalogDir, { recursive: true, filter: isCopied });
  await release();
  expect(await hashes()).toEqual(first);
});

test("a dry run tells what would change and how much work that concerns, and releases nothing", async () => {
  await release();
  const before = await hashes();
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at)
     select 'hub', 'contact', id::text, 'contact-role', case id when 1 then 'answered' else 'written' end,
       '{live}', 'a', now()
     from generate_series(1, 3) as id`,
  );
  await editPrompt();
  const told = await release({ isDryRun: true });
  expect(told).toMatch(
    /changed {2}contact-role .*\(prompt\)\n {2}3 records known to it; 1 under way/,
  );
  expect(told).toContain("Nothing was released");
  expect(await hashes()).toEqual(before);
  await database.query("truncate work");
});

test("wrong definitions are refused before anything is released, all problems at once", async () => {
  await release();
  const before = await hashes();
  await editPrompt();
  await writeFile(join(catalogDir, "company-profile", "cases.jsonl"), "{");
  await appendFile(join(catalogDir, "company-profile", "enrichment.yaml"), "\nrout: [a/b]\n");
  const failure = await promisify(execFile)(process.execPath, releaseCommand, {
    env: environment(),
  }).then(
    () => expect.unreachable(),
    (error: { stderr: string }) => error.stderr,
  );
  expect(failure).toMatch(/company-profile\/enrichment\.yaml:\d+:\d+: .*rout/);
  expect(failure).toMatch(/company-profile\/cases\.jsonl:1:\d+: /);
  expect(await hashes()).toEqual(before);
});

test("a release that is killed in its middle has changed nothing", async () => {
  await release();
  const before = await hashes();
  await editPrompt();
  const after = await proposed();
  let killed: ChildProcess | undefined;
  await database
    .transaction(async (tx) => {
      // Whoever releases the same waits for this row, with its other changes made.
      await tx.query(
        `insert into definition (name, hash, content, is_current, released_by)
       values ('contact-role', $1, '{}', false, 'nobody')`,
        [after["contact-role"]],
      );
      killed = spawn(process.execPath, releaseCommand, { env: environment() });
      await eventually(async () => {
        const waiting = await database.query(
          `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into definition%'`,
        );
        expect(waiting).toHaveLength(1);
      });
      killed.kill("SIGKILL");
      await once(killed, "exit");
      throw new Error("take it back");
    })
    .catch((error: Error) => expect(error.message).toContain("take it back"));
  expect(killed?.signalCode).toBe("SIGKILL");
  expect(await hashes()).toEqual(before);
  await release();
  expect(await hashes()).toEqual(after);
});

/** A CRM that counts who calls it. */
async function openCrm(): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const server = createServer((_, reply) => {
    calls += 1;
    reply.writeHead(500).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls: () => calls };
}

test("G5: a release that creates output fields stays inside what a connection allows the services", async () => {
  // biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
  const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";
  const crm = await openCrm();
  const name = `portal-${randomUUID()}`;
  const scopes = [`connection:${name}`] as const;
  const aDay = { kind: "day", unit: "requests", timeZone: "UTC", limit: 1 } as const;
  const limits = { [scopes[0]]: { windows: [aDay] } };
  const service = createRedisAdmission({ redisUrl, limits, logger: testLogger() });
  await service.start();
  onTestFinished(() => service.stop());
  const call = { scopes, workClass: "live", amounts: { requests: 1 }, leaseMs: 1000 } as const;
  expect((await service.admit(call)).kind).toBe("admitted");

  const connection = { name, vendor: "hubspot", accessTokenEnv: "HUBSPOT_TOKEN", limits: [aDay] };
  const file = join(catalogDir, "..", `${name}.json`);
  await writeFile(file, JSON.stringify([{ ...connection, baseUrl: crm.url }]));
  onTestFinished(() => rm(file));
  const failure = await promisify(execFile)(process.execPath, releaseCommand, {
    env: {
      ...{ ...environment(), FIELDWORK_CONNECTIONS: file, HUBSPOT_TOKEN: "pat-1" },
      ...{ WRITE_MODE: "apply", REDIS_URL: redisUrl },
    },
  }).then(
    () => expect.unreachable(),
    (error: { stderr: string }) => error.stderr,
  );
  expect(failure).toContain(`the day's limit of ${name} is reached`);
  expect(crm.calls()).toBe(0);
  expect(await hashes()).toEqual({});
});
