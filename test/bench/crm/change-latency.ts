import { freePort } from "@fieldwork/infra/local";
import { type RunningStack, startStack } from "@fieldwork/infra/stack";
import { AppError, createLogger, delay } from "@fieldwork/runtime";
import type { BooksPage, CallRow } from "@fieldwork/simulators";
import { createDatabase, type Database } from "@fieldwork/store";
import { type Percentiles, percentiles } from "../latency/bench-latency.ts";
import { type BenchCrm, benchCrms, filledRecords } from "./bench-crms.ts";

export type Way = "push" | "poll";

export interface ChangeLatency extends Percentiles {
  /** Of it, until the planner wants the work: what the connector and the log take. */
  untilWanted: Percentiles;
  /** Of 500 edits; of the others an answer went to review. */
  written: number;
}

export interface ChangeLatencies {
  salesforce: ChangeLatency;
  hubspot: ChangeLatency;
}

const changes = 500;
const everyMs = 50;
/** The first ones meet processes that have done nothing yet. */
const leftOut = 100;
const modelMs = 5;
const crmMs = 20;
const withinMs = 60_000;

/**
 * People's edits, 20 a second, through the production stack with its connector: how long each takes from
 * the edit until the CRM has answered the write, the CRM's own time included and the model's left out.
 */
export async function measureChangeLatency(way: Way): Promise<ChangeLatencies> {
  const webhookPort = await freePort();
  const crm = { seed: changes, options: { delayMs: crmMs, callsPerDay: 1_000_000 } };
  const stack = await startStack({
    replicas: { connector: 1, api: 0, planner: 1, enricher: 2, writer: 1 },
    settings: {
      FIELDWORK_ROUTE: "openai/gpt-6-luna",
      FIELDWORK_BUDGET_USD: "1000",
      LOG_LEVEL: "warn",
      ...(way === "push" && { WEBHOOK_PORT: String(webhookPort) }),
    },
    vendors: {
      ...{ push: way === "push", history: "read-only", salesforce: crm, hubspot: crm },
      openai: { options: { latencyMs: modelMs } },
    },
    onLine: (name, line) => void process.stderr.write(`${name} | ${line}\n`),
    logger: createLogger({ service: "bench", level: "error" }),
  });
  const database = createDatabase({
    ...{ connectionString: stack.databaseUrl, max: 1, applicationName: "bench" },
  });
  try {
    await firstScansEnd(database);
    if (way === "push") {
      const url = `http://127.0.0.1:${webhookPort}/webhooks/hubspot`;
      await stack.vendors.hubspot.subscribe({ url });
    }
    // One after the other, each at 20 a second.
    return {
      salesforce: await editOneByOne(stack, database, benchCrms.salesforce),
      hubspot: await editOneByOne(stack, database, benchCrms.hubspot),
    };
  } finally {
    await database.stop();
    await stack.stop();
  }
}

async function editOneByOne(
  { vendors }: RunningStack,
  database: Database,
  crm: BenchCrm,
): Promise<ChangeLatency> {
  const simulator = vendors[crm.connection];
  const { seq } = await simulator.books.read();
  const companies = await seededCompanies(database, crm);
  const editedAt = new Map<string, number>();
  const beganAt = performance.now();
  for (const [index, { id, description }] of companies.entries()) {
    await delay(Math.max(0, beganAt + index * everyMs - performance.now()));
    editedAt.set(id, Date.now());
    const edit = { [crm.description]: `${description} It opened site ${index}.` };
    await simulator.edit({ object: crm.vendorObject, id }, edit);
  }
  await settled(database, crm);
  const answeredAt = answers(await simulator.books.read(seq), crm);
  const wantedAt = await findWantedAt(database, crm);
  const counted = [...editedAt].slice(leftOut);
  const since = (times: ReadonlyMap<string, number>, lessMs: number) =>
    percentiles(
      counted.flatMap(([id, at]) => {
        const then = times.get(id);
        return then === undefined ? [] : [then - at - lessMs];
      }),
    );
  const { size: written } = answeredAt;
  return { ...since(answeredAt, modelMs), untilWanted: since(wantedAt, 0), written };
}

/** When the CRM answered the write that gave each record its outputs. */
function answers({ calls, writes }: BooksPage, crm: BenchCrm): Map<string, number> {
  const written = calls.filter(({ operation }) => operation === crm.writeOperation);
  return new Map(
    filledRecords(crm, writes).map(({ recordId, seq }) => [recordId, answerAfter(written, seq)]),
  );
}

/** What a call changes is in the books before the call is. */
function answerAfter(calls: readonly CallRow[], seq: number): number {
  return Date.parse(calls.find((call) => call.seq > seq)?.at ?? "");
}

async function firstScansEnd(database: Database): Promise<void> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; ) {
    const rows = await database.query(
      `select 1 from connection_cursor
       where object = 'company' and cursor ->> 'scannedAt' is not null`,
    );
    if (rows.length === 2) return;
    await delay(100);
  }
  throw new AppError("the first scans did not end in time", { code: "internal", retryable: false });
}

interface Company {
  id: string;
  description: string;
}

async function seededCompanies(database: Database, { connection }: BenchCrm): Promise<Company[]> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; ) {
    const rows = await database.query<Company>(
      `select record_id as id, fields ->> 'description' as description from record
       where connection = $1 and object = 'company'`,
      [connection],
    );
    if (rows.length === changes) return rows;
    await delay(100);
  }
  throw new AppError("the first scans were not planned", { code: "internal", retryable: false });
}

/** Until all are written, or wait for a person. */
async function settled(database: Database, { connection }: BenchCrm): Promise<void> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; ) {
    const [row] = await database.query<{ count: number }>(
      `select count(*)::int from work
       where connection = $1 and state in ('written', 'skipped', 'review', 'dead')`,
      [connection],
    );
    if (row?.count === changes) return;
    await delay(200);
  }
  const message = `not all edits in ${connection} were settled in time`;
  throw new AppError(message, { code: "internal", retryable: false });
}

async function findWantedAt(
  database: Database,
  { connection }: BenchCrm,
): Promise<Map<string, number>> {
  const rows = await database.query<{ id: string; at: number }>(
    `select record_id as id, max(extract(epoch from wanted_at) * 1000)::float8 as at
     from work where connection = $1 group by record_id`,
    [connection],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}
