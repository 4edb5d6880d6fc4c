import { jobWaitMs } from "@fieldwork/contracts";
import type { SheetFigures } from "@fieldwork/contracts/api";
import type { SeenConnectionTerms } from "@fieldwork/store/terms";

export interface CrmCallsInput {
  /** How many records each step of the ramp may write: what is left of one is not written with the next. */
  writes: readonly number[];
  /** Answers of the busiest minute lately; 0 if none was busy. */
  perMinute: number;
  /** What the connection's CRM takes; undefined: nobody knows it yet. */
  crm: CrmTerms | undefined;
}

export type CrmTerms = Pick<
  SeenConnectionTerms,
  "maxWriteBatch" | "writeCalls" | "quotaUsed" | "quotaLimit" | "quotaFloorPercent" | "seenAt"
>;

type CrmDay = Pick<CrmTerms, "quotaUsed" | "quotaLimit" | "quotaFloorPercent" | "seenAt">;
export type CrmQuota = Pick<
  SheetFigures["crmCalls"],
  "left" | "aboveFloor" | "aDay" | "floorPercent" | "seenAt"
>;

/** A read and a write of each batch. */
const plain = { batch: 2, record: 0, job: null };

/**
 * The calls to the CRM that writing takes, with the read before each: at least, if all batches and jobs are
 * full; at most, if each record is written alone; likely by jobs where the pace fills them. And what is left of
 * the CRM's day, above what is kept for other integrations. Pure.
 */
export function estimateCrmCalls({
  writes,
  perMinute,
  crm,
}: CrmCallsInput): SheetFigures["crmCalls"] {
  if (crm === undefined) {
    const atMost = sum(writes.map((count) => count * plain.batch));
    return { ...nothingKnown, atMost, ...quotaOf(crm) };
  }
  const { maxWriteBatch } = crm;
  const { batch, record, job } = crm.writeCalls ?? plain;
  const byCalls = (count: number) => Math.ceil(count / maxWriteBatch) * batch + count * record;
  const alone = sum(writes.map((count) => count * (batch + record)));
  if (job === null) {
    const full = sum(writes.map(byCalls));
    return { atLeast: full, likely: full, atMost: alone, jobs: 0, ...quotaOf(crm) };
  }
  const byJobs = (count: number, each: number, calls: number) => {
    const { jobs, rest } = jobsOf(count, { from: job.leastRows, each });
    const reads = jobs.map((rows) => Math.ceil(rows / job.rowsARead));
    return sum(reads) + jobs.length * calls + byCalls(rest);
  };
  const { atLeast, likely, atMost } = job.calls;
  // Answers wait so long for others, and are written by calls then.
  const areFilled = perMinute === 0 || (perMinute * jobWaitMs) / 60_000 >= job.leastRows;
  return {
    atLeast: sum(
      writes.map((count) => Math.min(byCalls(count), byJobs(count, job.mostRows, atLeast))),
    ),
    likely: sum(
      writes.map((count) => (areFilled ? byJobs(count, job.leastRows, likely) : byCalls(count))),
    ),
    atMost: Math.max(alone, sum(writes.map((count) => byJobs(count, job.leastRows, atMost)))),
    jobs: areFilled ? sum(writes.map((count) => Math.floor(count / job.leastRows))) : 0,
    ...quotaOf(crm),
  };
}

const nothingKnown = { atLeast: null, likely: null, jobs: 0 };

/** As large as they may be; what is fewer than makes a job is written by calls. */
function jobsOf(count: number, { from, each }: { from: number; each: number }) {
  const jobs: number[] = [];
  let rest = count;
  while (rest >= from) {
    jobs.push(Math.min(rest, each));
    rest -= Math.min(rest, each);
  }
  return { jobs, rest };
}

/** What is left of the CRM's day, with and without what is kept for other integrations. Pure. */
export function quotaOf(crm: CrmDay | undefined): CrmQuota {
  const { quotaUsed = null, quotaLimit = null, quotaFloorPercent = null } = crm ?? {};
  if (crm === undefined || quotaUsed === null || quotaLimit === null) {
    return { left: null, aboveFloor: null, aDay: null, floorPercent: null, seenAt: null };
  }
  const ours = Math.floor(quotaLimit * (1 - (quotaFloorPercent ?? 0) / 100));
  return {
    left: Math.max(0, quotaLimit - quotaUsed),
    aboveFloor: Math.max(0, ours - quotaUsed),
    ...{ aDay: ours, floorPercent: quotaFloorPercent, seenAt: crm.seenAt.toISOString() },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
