import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { type Arrivals, backoffMs, delay } from "@fieldwork/runtime";
import { type BatchReport, nextPace, type Pace } from "./pace.ts";
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
  const paces = new Map<string, Pace>();
  /** Found due while as many batches of theirs as may be were under way. */
  const foundMeanwhile = new Set<string>();

  function paceOf(key: string, maxBatch: number): Pace {
    return paces.get(key) ?? { batchSize: maxBatch, failures: 0 };
  }

  /** Returns whether to look again at once: where nothing could be claimed, what is due waits for something else. */
  async function drain(
    adapter: CrmAdapter,
    object: ObjectName,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { connection, maxWriteBatch: maxBatch } = adapter;
    const key = keyOf(connection, object);
    const { pace, claimed, waitMs } = await writeWhileFull(
      { pace: paceOf(key, maxBatch), maxBatch, write: (ask) => write({ adapter, object, ...ask }) },
      signal,
    );
    paces.set(key, pace);
    if (pace.failures === 0 || signal.aborted) return claimed > 0;
    await delay(backoffMs(pace.failures, { baseMs: 500, capMs: 60_000, floorMs: waitMs }), signal);
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
    const { connection, maxWriteBatch: maxBatch } = adapter;
    const key = keyOf(connection, object);
    const report = await write({ adapter, object, limit: maxBatch });
    paces.set(key, nextPace(paceOf(key, maxBatch), report, maxBatch));
    beside.delete(key);
    if (foundMeanwhile.delete(key) || report.claimed > 0) lookAgain();
  }

  async function runJob(adapter: CrmAdapter, object: ObjectName): Promise<void> {
    const { connection, bulkWrites } = adapter;
    const limit = bulkWrites?.mostRows ?? 0;
    const { outcome, waitMs } = await write({ adapter, object, limit, byJob: true });
    // What a job could not write is written by calls, which are slowed down by what they meet themselves.
    const isDone = outcome === "written" || outcome === "quiet";
    if (!isDone) await delay(Math.max(waitMs, jobRestMs), stopping.signal);
    jobs.delete(keyOf(connection, object));
    lookAgain();
  }

  /** Not while anything fails: whose fault it is shows only where a batch is alone. */
  function mayRunBeside(key: string, { maxWriteBatch: maxBatch }: CrmAdapter): boolean {
    const { batchSize, failures } = paceOf(key, maxBatch);
    return !arrivals.areFrequent() && failures === 0 && batchSize === maxBatch && !beside.has(key);
  }

  return {
    begin(adapter, object, signal) {
      const key = keyOf(adapter.connection, object);
      if (!running.has(key)) running.set(key, run(adapter, object, signal));
      else if (mayRunBeside(key, adapter)) beside.set(key, runBeside(adapter, object));
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

function keyOf(connection: string, object: ObjectName): string {
  return `${connection}/${object}`;
}
