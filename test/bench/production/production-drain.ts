import { readFile } from "node:fs/promises";
import { type RunningStack, startStack } from "@fieldwork/infra/stack";
import { AppError, createLogger, delay } from "@fieldwork/runtime";
import { createDatabase, type Database } from "@fieldwork/store";
import { Redis } from "ioredis";
import type { Sample } from "../flatness.ts";
import { openLog, readChanges } from "./production-changes.ts";

/** The stack, without a connector: changes are published by the benchmark. */
export interface DrainStack {
  stack: RunningStack;
  database: Database;
  redis: Redis;
  stop(): Promise<void>;
}

export async function startDrainStack(changes: number): Promise<DrainStack> {
  const stack = await startStack({
    replicas: { connector: 0, planner: 1, enricher: 2, writer: 1 },
    settings: {
      FIELDWORK_ROUTE: "openai/gpt-6-luna",
      FIELDWORK_BUDGET_USD: "100000",
      OPENAI_CONCURRENCY: "100",
      LOG_LEVEL: "warn",
    },
    vendors: {
      salesforce: { seed: changes, options: { keepRows: 1000 } },
      openai: { options: { latencyMs: 5, keepRows: 1000 } },
    },
    onLine: (name, line) => void process.stderr.write(`${name} | ${line}\n`),
    logger: createLogger({ service: "bench", level: "error" }),
  });
  const database = createDatabase({
    connectionString: stack.databaseUrl,
    max: 2,
    applicationName: "bench",
  });
  const redis = new Redis(stack.backends.redisUrl);
  return {
    ...{ stack, database, redis },
    async stop() {
      redis.disconnect();
      await database.stop();
      await stack.stop();
    },
  };
}

export interface Drained {
  seconds: number;
  /** By process; Redis by its own count of what it uses. */
  samples: ReadonlyMap<string, readonly Sample[]>;
}

export interface DrainOptions {
  changes: number;
  /** Between two looks at memory and at what is done: the second costs the more, the more is done. */
  sampleEveryMs: number;
  /** When nothing is published yet. */
  onBegin?: () => Promise<void>;
  onSample?: (done: number) => void;
}

/** After so long without one more that is done, none is waited for. */
const stuckAfterMs = 300_000;

/**
 * Publishes changes of distinct records as fast as they are read, which is many times as fast as the line is, and
 * waits until all are done.
 */
export async function drain(
  { stack, database, redis }: DrainStack,
  { changes, sampleEveryMs, onBegin, onSample }: DrainOptions,
): Promise<Drained> {
  await onBegin?.();
  const startedAt = performance.now();
  const publishing = publishChanges(stack, database);
  const samples = new Map<string, Sample[]>();
  let advancedAt = startedAt;
  for (let done = 0; done < changes; ) {
    await Promise.race([delay(sampleEveryMs), publishing.then(() => delay(sampleEveryMs))]);
    const finished = await countFinished(database);
    if (finished > done) advancedAt = performance.now();
    if (performance.now() - advancedAt > stuckAfterMs) throw stuckAt(done, changes);
    done = finished;
    onSample?.(done);
    const taken = { ...(await rssOf(stack)), redis: await usedByRedis(redis) };
    for (const [part, mb] of Object.entries(taken)) {
      samples.set(part, [...(samples.get(part) ?? []), { done, mb }]);
    }
  }
  await publishing;
  return { seconds: (performance.now() - startedAt) / 1000, samples };
}

async function publishChanges(stack: RunningStack, database: Database): Promise<void> {
  const log = await openLog(stack, database);
  try {
    for await (const page of readChanges(stack)) await log.publish(page);
  } finally {
    await log.stop();
  }
}

function stuckAt(done: number, changes: number): AppError {
  return new AppError(`${done} of ${changes} changes are done, and no more for five minutes`, {
    code: "internal",
    retryable: false,
  });
}

/** By an index alone. */
async function countFinished(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int as count from work where state in ('written', 'skipped', 'review', 'dead')`,
  );
  return row?.count ?? 0;
}

async function rssOf({ processes }: RunningStack): Promise<Record<string, number>> {
  const rss = processes.map(async (one): Promise<[string, number]> => {
    const status = await readFile(`/proc/${one.pid()}/status`, "utf8").catch(() => "");
    return [one.name, Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024];
  });
  return Object.fromEntries(await Promise.all(rss));
}

async function usedByRedis(redis: Redis): Promise<number> {
  const bytes = /^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1];
  return Number(bytes ?? 0) / 2 ** 20;
}
