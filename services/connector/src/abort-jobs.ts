import type { CrmAdapter } from "@fieldwork/crm";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { claimLeftJob, giveUpJob } from "@fieldwork/store/backfills";

export interface AbortJobsDeps {
  adapter: CrmAdapter;
  database: Database;
  leaseMs: number;
  logger: Logger;
}

const lookEveryMs = 2000;
const longestBackoffMs = 60_000;

/**
 * Has the CRM abort the jobs that it still prepares for reads which a person has cancelled, or which have failed.
 * One that cannot be aborted within an hour is left: what nobody fetches costs the CRM's day nothing more.
 */
export function createAbortJobs({ adapter, database, leaseMs, logger }: AbortJobsDeps): Ticker {
  const { connection, abortReadJob } = adapter;
  return createTicker({
    name: `jobs to abort at ${connection}`,
    logger,
    longestBackoffMs,
    async tick(signal) {
      const left = await claimLeftJob(database, { connection, leaseMs });
      if (left === undefined || abortReadJob === undefined) return lookEveryMs;
      await giveUpJob(database, left, await abortReadJob(left.job, signal));
      return 0;
    },
  });
}
