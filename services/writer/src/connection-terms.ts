import type { CrmAdapter } from "@fieldwork/crm";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { addWriteWindows, keepConnectionTerms } from "@fieldwork/store/terms";
import type { KeptWindows } from "./kept-windows.ts";

export interface ConnectionTermsDeps {
  database: Database;
  adapters: ReadonlyMap<string, Pick<CrmAdapter, "connection" | "maxWriteBatch" | "quota">>;
  /** What fast writes have taken since it was kept last. */
  windows: Pick<KeptWindows, "take">;
  logger: Logger;
}

const everyMs = 60_000;

/** Keeps what the CRMs last said about their calls, and what fast writes took, for whoever plans with them and may not ask a CRM. */
export function createConnectionTerms({
  database,
  adapters,
  windows,
  logger,
}: ConnectionTermsDeps): Ticker {
  return createTicker({
    name: "connection terms",
    logger,
    async tick() {
      const terms = [...adapters.values()].map((adapter) => {
        const { used, limit, floorPercent } = adapter.quota();
        const { connection, maxWriteBatch } = adapter;
        return {
          ...{ connection, maxWriteBatch },
          ...{ quotaUsed: used ?? null, quotaLimit: limit ?? null },
          quotaFloorPercent: floorPercent ?? null,
        };
      });
      if (terms.length > 0) await keepConnectionTerms(database, terms);
      await addWriteWindows(database, windows.take());
      return everyMs;
    },
  });
}
