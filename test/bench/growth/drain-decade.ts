import { createDatabase } from "@fieldwork/store";
import { flatnessOf } from "../flatness.ts";
import { treeCpuSeconds } from "../process-usage.ts";
import { type DrainStack, drain, startDrainStack } from "../production/production-drain.ts";
import { round } from "../stages.ts";
import { tellProgress } from "./progress.ts";
import { measureStored, type StoredByTable } from "./stored-bytes.ts";

export interface GrownDecade {
  changes: number;
  recordsPerSecond: number;
  /** Of all parts but the vendors. */
  cpuMsPerRecord: number;
  cpuMsByPart: Record<string, number>;
  /** By process; Redis by its own count of what it uses. */
  parts: Record<string, { mb: number; ratio: number }>;
  postgres: StoredByTable;
}

/** Counting what is done reads an index entry for each: so often in a run, however long it is. */
const samplesOfRun = 60;
const likelyPerSecond = 800;

export async function drainDecade(changes: number): Promise<GrownDecade> {
  const progress = tellProgress(changes);
  const drained = await startDrainStack(changes);
  try {
    progress.tell("draining");
    let before: Record<string, number> = {};
    const { seconds, samples } = await drain(drained, {
      changes,
      sampleEveryMs: Math.max(250, (changes * 1000) / likelyPerSecond / samplesOfRun),
      onBegin: async () => {
        before = await cpuByPart(drained);
      },
      onSample: progress.sample,
    });
    const after = await cpuByPart(drained);
    progress.tell("dropping what retention drops");
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
      postgres: await storedBy(drained, changes),
    };
  } finally {
    progress.stop();
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

async function storedBy({ stack }: DrainStack, changes: number): Promise<StoredByTable> {
  const database = createDatabase({
    connectionString: stack.adminUrl,
    max: 1,
    applicationName: "bench",
  });
  try {
    return await measureStored(database, changes);
  } finally {
    await database.stop();
  }
}
