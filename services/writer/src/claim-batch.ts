import { jobWaitMs } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import { type ClaimedWrite, claimWrites, type Database } from "@fieldwork/store";
import type { WriterConfig } from "./config.ts";
import type { BatchRequest } from "./write-batch.ts";

/** Claims the answers of a batch under one token. */
export function claimBatch(
  { config, database }: { config: WriterConfig; database: Database },
  { adapter, object, limit, byJob = false }: BatchRequest,
  token: string,
): Promise<ClaimedWrite[]> {
  const { connection, maxWriteBatch } = adapter;
  return claimWrites(database, {
    ...{ connection, object, limit, token },
    maxBatch: byJob ? limit : maxWriteBatch,
    backfills: byJob ? "alone" : backfillsByCalls(adapter),
    leaseMs: config.LEASE_MS,
    withOrders: config.WRITE_MODE !== "preview",
  });
}

/** Where backfills are written by jobs, they are left to these for a while. */
function backfillsByCalls({ bulkWrites }: CrmAdapter): { waitedMs: number } | undefined {
  return bulkWrites && { waitedMs: jobWaitMs };
}
