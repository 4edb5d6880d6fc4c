import { topics, writerGroup } from "@fieldwork/contracts";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { type RunningStack, startStack } from "@fieldwork/infra/stack";
import { AppError, createLogger, delay } from "@fieldwork/runtime";
import type { BooksPage, CallRow } from "@fieldwork/simulators";
import { createDatabase, type Database } from "@fieldwork/store";
import { type Percentiles, percentiles } from "../latency/bench-latency.ts";
import { round } from "../stages.ts";
import { type BenchCrm, benchCrms, filledRecords } from "./bench-crms.ts";

export interface WriteCost {
  /** All calls of the writer, the read before each batch included. */
  callsPer1000Writes: number;
  /** From when the CRM got a batch's read until it answered the write. */
  readToWriteMs: Percentiles;
  written: number;
}

export type WriteCosts = Record<BenchCrm["connection"], WriteCost>;

const companies = 2000;
const crmMs = 20;
const withinMs = 180_000;

/** What the writer of the production stack needs for batches that are full: it starts once all is answered. */
export async function measureWriteCosts(): Promise<WriteCosts> {
  const crm = { seed: companies, options: { delayMs: crmMs, callsPerDay: 1_000_000 } };
  const stack = await startStack({
    replicas: { connector: 1, api: 0, planner: 1, enricher: 2, writer: 1 },
    settings: {
      ...{ FIELDWORK_ROUTE: "openai/gpt-6-luna", FIELDWORK_BUDGET_USD: "1000" },
      ...{ OPENAI_CONCURRENCY: "100", LOG_LEVEL: "warn" },
    },
    vendors: { salesforce: crm, hubspot: crm, openai: { options: { latencyMs: 5 } } },
    startedLater: ["writer-1"],
    onLine: (name, line) => void process.stderr.write(`${name} | ${line}\n`),
    logger: createLogger({ service: "bench", level: "error" }),
  });
  const database = createDatabase({
    ...{ connectionString: stack.databaseUrl, max: 1, applicationName: "bench" },
  });
  try {
    await until(database, ["answered", "skipped", "review", "dead"]);
    // What is counted from here on is the writer's.
    await stack.process("connector-1").stop();
    await followChanges(stack, database);
    const { salesforce, hubspot } = stack.vendors;
    const before = {
      salesforce: await salesforce.books.read(),
      hubspot: await hubspot.books.read(),
    };
    await stack.process("writer-1").start();
    await until(database, ["written", "skipped", "review", "dead"]);
    const since = (connection: BenchCrm["connection"]) =>
      costOf(stack, { crm: benchCrms[connection], since: before[connection].seq });
    return { salesforce: await since("salesforce"), hubspot: await since("hubspot") };
  } finally {
    await database.stop();
    await stack.stop();
  }
}

/**
 * As a writer that was there all along has followed what was read before its writes. One that comes upon it
 * after them reads the records again that no newer read has shown, lest a person has undone what it wrote.
 */
async function followChanges({ backends }: RunningStack, database: Database): Promise<void> {
  const log = createKafkaEventLog({
    ...{ clientId: "bench", brokers: backends.kafkaBrokers.split(",") },
    database,
    logger: createLogger({ service: "bench", level: "error" }),
  });
  await log.start();
  try {
    const group = writerGroup;
    const following = await log.subscribe(topics.recordChanged, {
      group,
      handleBatch: async () => {},
    });
    while ((await log.lag(topics.recordChanged, group)) > 0) await delay(200);
    await following.stop();
  } finally {
    await log.stop();
  }
}

async function costOf(
  { vendors }: RunningStack,
  { crm, since }: { crm: BenchCrm; since: number },
): Promise<WriteCost> {
  const books: BooksPage = await vendors[crm.connection].books.read(since);
  const calls = books.calls.filter(({ kind }) => kind === "read" || kind === "write");
  const written = filledRecords(crm, books.writes).length;
  return {
    callsPer1000Writes: round((calls.length * 1000) / written),
    readToWriteMs: percentiles(windowsIn(calls, crm)),
    written,
  };
}

/** The writer sends its batches in the order in which it read them. */
function windowsIn(
  calls: readonly CallRow[],
  { readOperation, writeOperation }: BenchCrm,
): number[] {
  const reads = calls.filter(({ operation }) => operation === readOperation);
  const writes = calls.filter(({ operation }) => operation === writeOperation);
  return writes.flatMap(({ at }, index) => {
    const read = reads[index];
    return read === undefined ? [] : [Date.parse(at) - Date.parse(read.arrivedAt)];
  });
}

async function until(database: Database, states: readonly string[]): Promise<void> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; ) {
    const [row] = await database.query<{ count: number }>(
      "select count(*)::int from work where state = any($1)",
      [states],
    );
    if (row?.count === 2 * companies) return;
    await delay(200);
  }
  const message = `not all work was ${states[0]} in time`;
  throw new AppError(message, { code: "internal", retryable: false });
}
