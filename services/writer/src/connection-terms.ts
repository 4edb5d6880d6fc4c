import type { CrmAdapter } from "@fieldwork/crm";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { keepConnectionTerms } from "@fieldwork/store/terms";

export interface ConnectionTermsDeps {
  database: Database;
  adapters: ReadonlyMap<string, Pick<CrmAdapter, "connection" | "maxWriteBatch" | "quota">>;
  logger: Logger;
}

const everyMs = 60_000;

/** Keeps what the CRMs last said about their calls, for whoever plans with them and may not ask a CRM. */
export function createConnectionTerms({ database, adapters, logger }: ConnectionTermsDeps): Ticker {
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
      return everyMs;
    },
  });
}
