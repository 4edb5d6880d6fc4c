import { jobWaitMs } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { type ClaimedWrite, claimWrites, type Database } from "@fieldwork/store";
import { listDueUnderParents } from "@fieldwork/store/parents";
import type { WriterConfig } from "./config.ts";
import { gatherFamilies } from "./gather-families.ts";
import { placeOf } from "./plan-parents.ts";
import type { BatchRequest } from "./write-batch.ts";

/** How many batches' worth of what is due is looked at for what belongs together. */
const batchesLookedAt = 2;
/** How often another process may be quicker. */
const attempts = 3;

export interface ClaimDeps {
  config: WriterConfig;
  database: Database;
}

/** Claims the answers of a batch under one token. */
export async function claimBatch(
  { config, database }: ClaimDeps,
  request: BatchRequest,
  token: string,
): Promise<ClaimedWrite[]> {
  const { adapter, object, limit, byJob = false } = request;
  const { connection, maxWriteBatch } = adapter;
  const backfills = byJob ? "alone" : backfillsByCalls(adapter);
  const ask = {
    ...{ connection, object, limit, token, leaseMs: config.LEASE_MS },
    maxBatch: byJob ? limit : maxWriteBatch,
    withOrders: config.WRITE_MODE !== "preview",
  };
  const { under: of } = placeOf(adapter, object);
  if (backfills === "alone" || of.length === 0) return claimWrites(database, { ...ask, backfills });
  for (let attempt = 1; ; attempt++) {
    const most = limit * batchesLookedAt;
    const due = await listDueUnderParents(database, { ...ask, of, most, backfills });
    const answers = gatherFamilies(due, ask);
    const claims = await claimWrites(database, { ...ask, among: { answers, of } });
    if (claims.length > 0 || answers.length === 0 || attempt === attempts) return claims;
  }
}

/** Where backfills are written by jobs, they are left to these for a while. */
function backfillsByCalls({ bulkWrites }: CrmAdapter): { waitedMs: number } | undefined {
  return bulkWrites && { waitedMs: jobWaitMs };
}
