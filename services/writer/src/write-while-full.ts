import { type BatchReport, nextPace, type Pace } from "./pace.ts";
import type { BatchRequest } from "./write-batch.ts";

export interface Writing {
  pace: Pace;
  /** The most answers that the CRM takes in a batch. */
  maxBatch: number;
  /** Never rejects. */
  write: (ask: Pick<BatchRequest, "limit" | "onClaimed">) => Promise<BatchReport>;
}

export interface Written {
  pace: Pace;
  /** By the last batch. */
  claimed: number;
  /** How long the CRM wants to be left alone. */
  waitMs: number;
}

/** While the CRM replies to one batch, the next is prepared. */
const batchesAtOnce = 2;

/** Writes for as long as full batches succeed. */
export async function writeWhileFull(
  { pace: before, maxBatch, write }: Writing,
  signal: AbortSignal,
): Promise<Written> {
  const underWay = new Set<Promise<void>>();
  let pace = before;
  let waitMs = 0;
  let claimed: number;
  let isFull: boolean;
  do {
    const limit = pace.batchSize;
    const { claims, report } = begin(write, limit);
    const ending = report.then((last) => {
      pace = nextPace(pace, last, maxBatch);
      waitMs = Math.max(waitMs, last.waitMs);
      underWay.delete(ending);
    });
    underWay.add(ending);
    claimed = await claims;
    isFull = claimed === limit;
    // Whose fault a failure is shows only where a batch is alone.
    const most = pace.batchSize === maxBatch ? batchesAtOnce : 1;
    while (underWay.size >= most) await Promise.race(underWay);
  } while (isFull && pace.failures === 0 && !signal.aborted);
  await Promise.all(underWay);
  return { pace, claimed, waitMs };
}

function begin(
  write: Writing["write"],
  limit: number,
): { claims: Promise<number>; report: Promise<BatchReport> } {
  const { promise: told, resolve: onClaimed } = Promise.withResolvers<number>();
  const report = write({ limit, onClaimed });
  return { claims: Promise.race([told, report.then(({ claimed }) => claimed)]), report };
}
