import type { RecordChanged } from "@fieldwork/contracts";
import { startStack } from "@fieldwork/infra/stack";
import { AppError, createLogger, delay } from "@fieldwork/runtime";
import { createDatabase, type Db } from "@fieldwork/store";
import type { BenchOptions } from "../bench-line.ts";
import { openLog, readChanges } from "../production/production-changes.ts";
import { round } from "../stages.ts";

export interface Percentiles {
  p50: number;
  p99: number;
}

export interface LatencyFigures {
  /** From a change's publication until the CRM's reply is stored, without the vendors' own time. */
  ownMs: Percentiles;
  stages: Record<string, Percentiles>;
}

const changes = 600;
const everyMs = 50;
/** The first ones meet processes that have done nothing yet. */
const leftOut = 100;
const modelMs = 5;
const crmMs = 20;
/** The model's reply; the CRM's read before the write, and the write. */
const vendorsMs = modelMs + 2 * crmMs;
const withinMs = 60_000;

/**
 * Changes that come one by one, 20 a second, through the production layout: how long each takes until the
 * CRM has it, and where.
 */
export async function benchLatency({ say }: BenchOptions): Promise<LatencyFigures> {
  const logger = createLogger({ service: "bench", level: "error" });
  const stack = await startStack({
    replicas: { connector: 0, api: 0, planner: 1, enricher: 2, writer: 1 },
    settings: {
      FIELDWORK_ROUTE: "openai/gpt-6-luna",
      FIELDWORK_BUDGET_USD: "1000",
      LOG_LEVEL: "warn",
    },
    vendors: {
      salesforce: { seed: changes, options: { delayMs: crmMs } },
      openai: { options: { latencyMs: modelMs } },
    },
    onLine: (name, line) => void process.stderr.write(`${name} | ${line}\n`),
    logger,
  });
  const database = createDatabase({
    connectionString: stack.databaseUrl,
    max: 1,
    applicationName: "bench",
  });
  try {
    const events: RecordChanged[] = [];
    for await (const page of readChanges(stack)) events.push(...page);
    const log = await openLog(stack, database);
    const publishedAt = new Map<string, number>();
    const beganAt = performance.now();
    for (const [index, event] of events.entries()) {
      await delay(Math.max(0, beganAt + index * everyMs - performance.now()));
      publishedAt.set(event.ref.id, Date.now());
      await log.publish([event]);
    }
    await log.stop();
    const times = await findTimes(database, events.length);
    const counted = [...publishedAt].slice(leftOut).flatMap(([id, at]) => {
      const row = times.get(id);
      return row ? [{ ...row, publishedAt: at }] : [];
    });
    const ownMs = percentiles(counted.map((one) => one.settledAt - one.publishedAt - vendorsMs));
    const stages = {
      plan: percentiles(counted.map((one) => one.wantedAt - one.publishedAt)),
      dispatch: percentiles(counted.map((one) => one.dispatchedAt - one.wantedAt)),
      ask: percentiles(counted.map((one) => one.answeredAt - one.dispatchedAt - modelMs)),
      write: percentiles(counted.map((one) => one.settledAt - one.answeredAt - 2 * crmMs)),
    };
    say(
      `${counted.length} changes, 20 a second: own time p50 ${ownMs.p50} ms, p99 ${ownMs.p99} ms`,
    );
    for (const [stage, { p50, p99 }] of Object.entries(stages))
      say(`${stage.padEnd(10)} p50 ${p50} ms, p99 ${p99} ms`);
    return { ownMs, stages };
  } finally {
    await database.stop();
    await stack.stop();
  }
}

interface Times {
  wantedAt: number;
  dispatchedAt: number;
  answeredAt: number;
  settledAt: number;
}

/** Of each record, once all are written. */
async function findTimes(database: Db, count: number): Promise<Map<string, Times>> {
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; ) {
    const rows = await database.query<Times & { id: string }>(
      `select record_id as id, ${ms("wanted_at")} as "wantedAt", ${ms("dispatched_at")} as "dispatchedAt",
         ${ms("answered_at")} as "answeredAt", ${ms("settled_at")} as "settledAt"
       from work where state = 'written'`,
    );
    if (rows.length === count) return new Map(rows.map(({ id, ...times }) => [id, times]));
    await delay(200);
  }
  throw new AppError("not all changes were written in time", {
    code: "internal",
    retryable: false,
  });
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  return { p50: at(0.5), p99: at(0.99) };
}
