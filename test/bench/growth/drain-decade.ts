import { createDatabase, type Database } from "@fieldwork/store";
import { dropOldCalls, dropOldIntents } from "@fieldwork/store/retention";
import { flatnessOf } from "../flatness.ts";
import { treeCpuSeconds } from "../process-usage.ts";
import { type DrainStack, drain, startDrainStack } from "../production/production-drain.ts";

export interface GrownDecade {
  changes: number;
  recordsPerSecond: number;
  /** Of all parts but the vendors. */
  cpuMsPerRecord: number;
  cpuMsByPart: Record<string, number>;
  /** By process; Redis by its own count of what it uses. */
  parts: Record<string, { mb: number; ratio: number }>;
  postgres: { bytesPerRecord: number; bytesAfterRetention: number };
}

/** Counting what is done reads a row for each: so often in a run, however long it is. */
const samplesOfRun = 60;
const likelyPerSecond = 800;
const retentionBatch = 20_000;

export async function drainDecade(changes: number): Promise<GrownDecade> {
  const drained = await startDrainStack(changes);
  try {
    let before: Record<string, number> = {};
    const { seconds, samples } = await drain(drained, {
      changes,
      sampleEveryMs: Math.max(250, (changes * 1000) / likelyPerSecond / samplesOfRun),
      onBegin: async () => {
        before = await cpuByPart(drained);
      },
    });
    const after = await cpuByPart(drained);
    const cpuMsByPart = Object.fromEntries(
      Object.entries(after).map(([part, used]) => [
        part,
        round(((used - (before[part] ?? 0)) * 1000) / changes),
      ]),
    );
    const parts = Object.fromEntries(
      [...samples].map(([part, some]) => [
        part,
        {
          mb: Math.round(Math.max(...some.map(({ mb }) => mb))),
          ratio: flatnessOf(some, changes).ratio,
        },
      ]),
    );
    return {
      changes,
      recordsPerSecond: Math.round(changes / seconds),
      cpuMsPerRecord: round(Object.values(cpuMsByPart).reduce((sum, ms) => sum + ms, 0)),
      ...{ cpuMsByPart, parts },
      postgres: await bytesOf(drained, changes),
    };
  } finally {
    await drained.stop();
  }
}

/** CPU seconds since each was started; processes of one service together. */
async function cpuByPart({ stack }: DrainStack): Promise<Record<string, number>> {
  const { redis, kafka } = stack.backends.servers;
  const pids = [
    ...stack.processes.map((one) => [one.name.replace(/-\d+$/, ""), one.pid()] as const),
    ["postgres", stack.postgres?.pid() ?? 0] as const,
    ["redis", redis?.pid() ?? 0] as const,
    ["kafka", kafka?.pid() ?? 0] as const,
  ];
  const parts: Record<string, number> = {};
  for (const [part, pid] of pids) parts[part] = (parts[part] ?? 0) + (await treeCpuSeconds(pid));
  return parts;
}

/** Of all tables with their indexes, packed; and again without what retention drops in the end. */
async function bytesOf({ stack }: DrainStack, changes: number): Promise<GrownDecade["postgres"]> {
  const database = createDatabase({
    connectionString: stack.adminUrl,
    max: 1,
    applicationName: "bench",
  });
  try {
    const bytesPerRecord = Math.round((await packedBytes(database)) / changes);
    for (const drop of [dropOldCalls, dropOldIntents]) {
      while ((await drop(database, { keepDays: 0, limit: retentionBatch })) > 0);
    }
    return {
      bytesPerRecord,
      bytesAfterRetention: Math.round((await packedBytes(database)) / changes),
    };
  } finally {
    await database.stop();
  }
}

async function packedBytes(database: Database): Promise<number> {
  await database.query("vacuum full");
  const [row] = await database.query<{ bytes: string }>(
    "select pg_database_size(current_database()) as bytes",
  );
  return Number(row?.bytes ?? 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
