import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { type Arrivals, backoffMs, delay } from "@fieldwork/runtime";
import { type KeptPace, keepPaces } from "./kept-pace.ts";
import { type BatchReport, isFailure, type Pace } from "./pace.ts";
import type { BatchRequest } from "./write-batch.ts";
import { writeWhileFull } from "./write-while-full.ts";

export interface WriteRunsOptions {
  /** Never rejects. */
  write: (ask: BatchRequest) => Promise<BatchReport>;
  /** Of answers. */
  arrivals: Pick<Arrivals, "areFrequent">;
  lingerMs: number;
  /** There may be more to write. */
  lookAgain: () => void;
}

export interface WriteRuns {
  /** Writes what is due of an object, unless as many of its batches as may be are under way: then after them. */
  begin(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): void;
  /** Writes answers of backfills by a job of the CRM's own, beside that: one at a time for an object. */
  beginJob(adapter: CrmAdapter, object: ObjectName): void;
  /** Resolves once nothing is under way. */
  ended(): Promise<void>;
}

const jobRestMs = 5000;

/** One run for each connection and object, and a single batch beside it where answers come one by one. */
export function createWriteRuns(options: WriteRunsOptions): WriteRuns {
  let stopping = new AbortController();
  const { write, arrivals, lingerMs, lookAgain } = options;
  const running = new Map<string, Promise<void>>();
  const beside = new Map<string, Promise<void>>();
  const jobs = new Map<string, Promise<void>>();
  const paceOf = keepPaces();
  /** Found due while as many batches of theirs as may be were under way. */
  const foundMeanwhile = new Set<string>();

  /** Returns whether to look again at once: where nothing could be claimed, what is due waits for something else. */
  async function drain(
    adapter: CrmAdapter,
    object: ObjectName,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { connection, maxWriteBatch: maxBatch } = adapter;
    const pace = paceOf(keyOf(connection, object), maxBatch);
    const { claimed, waitMs } = await writeWhileFull(
      { pace, maxBatch, write: (ask) => write({ adapter, object, ...ask }) },
      signal,
    );
    if (pace.now.failures === 0 || signal.aborted) return claimed > 0;
    await rest(pace, waitMs, signal);
    return true;
  }

  async function run(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<void> {
    const key = keyOf(adapter.connection, object);
    // In any case a turn of the event loop, for whatever else waits.
    await delay(arrivals.areFrequent() ? lingerMs : 0, signal);
    const looksAgain = !signal.aborted && (await drain(adapter, object, signal));
    running.delete(key);
    if (foundMeanwhile.delete(key) || looksAgain) lookAgain();
  }

  /** The next answer is not kept waiting by the CRM's replies to the last. */
  async function runBeside(adapter: CrmAdapter, object: ObjectName): Promise<void> {
    const { connection, maxWriteBatch: limit } = adapter;
    const key = keyOf(connection, object);
    const pace = paceOf(key, limit);
    const noteEnd = pace.begin();
    const report = await write({ adapter, object, limit });
    noteEnd(report);
    if (isFailure(report)) await rest(pace, report.waitMs, stopping.signal);
    beside.delete(key);
    if (foundMeanwhile.delete(key) || report.claimed > 0) lookAgain();
  }

  async function runJob(adapter: CrmAdapter, object: ObjectName): Promise<void> {
    const { connection, bulkWrites } = adapter;
    const limit = bulkWrites?.mostRows ?? 0;
    const report = await write({ adapter, object, limit, byJob: true });
    // What a job could not write is written by calls, which are slowed down by what they meet themselves.
    if (isFailure(report)) await delay(Math.max(report.waitMs, jobRestMs), stopping.signal);
    jobs.delete(keyOf(connection, object));
    lookAgain();
  }

  return {
    begin(adapter, object, signal) {
      const key = keyOf(adapter.connection, object);
      const { maxWriteBatch: maxBatch } = adapter;
      const { now: pace } = paceOf(key, maxBatch);
      const underWay = { isRunning: running.has(key), isBeside: beside.has(key) };
      const next = nextToBegin(underWay, pace, { maxBatch, isQuiet: !arrivals.areFrequent() });
      if (next === "run") running.set(key, run(adapter, object, signal));
      else if (next === "beside") beside.set(key, runBeside(adapter, object));
      else foundMeanwhile.add(key);
    },
    beginJob(adapter, object) {
      const key = keyOf(adapter.connection, object);
      if (!jobs.has(key)) jobs.set(key, runJob(adapter, object));
    },
    async ended() {
      stopping.abort();
      await Promise.all([...running.values(), ...beside.values(), ...jobs.values()]);
      stopping = new AbortController();
    },
  };
}

/** While anything fails, one batch at a time: whose fault it is shows only where it is alone. Pure. */
function nextToBegin(
  { isRunning, isBeside }: { isRunning: boolean; isBeside: boolean },
  { batchSize, failures }: Pace,
  /** `isQuiet`: answers come one by one. */
  { maxBatch, isQuiet }: { maxBatch: number; isQuiet: boolean },
): "run" | "beside" | "nothing" {
  if (!isRunning) return isBeside && failures > 0 ? "nothing" : "run";
  const isUnhurt = failures === 0 && batchSize === maxBatch;
  return isUnhurt && !isBeside && isQuiet ? "beside" : "nothing";
}

async function rest({ now }: KeptPace, waitMs: number, signal: AbortSignal): Promise<void> {
  await delay(backoffMs(now.failures, { baseMs: 500, capMs: 60_000, floorMs: waitMs }), signal);
}

function keyOf(connection: string, object: ObjectName): string {
  return `${connection}/${object}`;
}
