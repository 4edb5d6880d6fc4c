import type { CallLimit } from "@fieldwork/contracts";
import type { LimitWindow } from "@fieldwork/limits";
import type { BulkWrites, CrmAdapter } from "./crm-adapter.ts";

/** What a connection's CRM takes, as it is kept for those who may not ask a CRM. */
export function connectionTermsOf({
  connection,
  maxWriteBatch,
  writes,
  writeCalls = { batch: 2, record: 0 },
  bulkWrites,
  windows,
  quota,
}: Pick<
  CrmAdapter,
  "connection" | "maxWriteBatch" | "writes" | "writeCalls" | "bulkWrites" | "windows" | "quota"
>) {
  const { used = null, limit = null, floorPercent = null, told = null } = quota();
  return {
    ...{ connection, maxWriteBatch, quotaUsed: used, quotaLimit: limit },
    ...{ quotaFloorPercent: floorPercent, toldLimits: told },
    ...{ writes, jobsFrom: bulkWrites?.leastRows ?? null, limits: callLimitsOf(windows) },
    writeCalls: { ...writeCalls, job: bulkWrites ? jobOf(bulkWrites) : null },
  };
}

function jobOf({ write: _, ...job }: BulkWrites): Omit<BulkWrites, "write"> {
  return job;
}

/** Pure. */
export function callLimitsOf(windows: readonly LimitWindow[]): CallLimit[] {
  return windows.flatMap((window): CallLimit[] => {
    switch (window.kind) {
      case "rate": {
        const { unit, per, limit } = window;
        return [{ unit, per, limit }];
      }
      case "day":
        return [{ unit: window.unit, per: "day", limit: window.limit }];
      case "concurrency":
        return [{ unit: "requests", per: "at-once", limit: window.limit }];
      // Nobody knows it beforehand.
      case "adaptive":
        return [];
      default:
        return window satisfies never;
    }
  });
}
