import type { KeptPace } from "./kept-pace.ts";
import type { BatchReport } from "./pace.ts";
import type { BatchRequest } from "./write-batch.ts";

export interface Writing {
  pace: KeptPace;
  /** The most answers that the CRM takes in a batch. */
  maxBatch: number;
  /** Never rejects. */
  write: (ask: Pick<BatchRequest, "limit" | "onClaimed">) => Promise<BatchReport>;
}

export interface Written {
  /** By the last batch. */
  claimed: number;
  /** How long the CRM wants to be left alone. */
  waitMs: number;
}

/** While the CRM replies to one batch, the next is prepared. */
const batchesAtOnce = 2;

/** Writes for as long as full batches succeed. */
export async function writeWhileFull(
  { pace, maxBatch, write }: Writing,
  signal: AbortSignal,
): Promise<Written> {
  const underWay = new Set<Promise<void>>();
  let waitMs = 0;
  let claimed: number;
  let isFull: boolean;
  do {
    const limit = pace.now.batchSize;
    const noteEnd = pace.begin();
    const { claims, report } = begin(write, limit);
    const ending = report.then((last) => {
      noteEnd(last);
      waitMs = Math.max(waitMs, last.waitMs);
      underWay.delete(ending);
    });
    underWay.add(ending);
    claimed = await claims;
    isFull = claimed === limit;
    // Whose fault a failure is shows only where a batch is alone.
    const most = pace.now.batchSize === maxBatch ? batchesAtOnce : 1;
    while (underWay.size >= most) await Promise.race(underWay);
  } while (isFull && pace.now.failures === 0 && !signal.aborted);
  await Promise.all(underWay);
  return { claimed, waitMs };
}

function begin(
  write: Writing["write"],
  limit: number,
): { claims: Promise<number>; report: Promise<BatchReport> } {
  const { promise: told, resolve: onClaimed } = Promise.withResolvers<number>();
  const report = write({ limit, onClaimed });
  return { claims: Promise.race([told, report.then(({ claimed }) => claimed)]), report };
}
