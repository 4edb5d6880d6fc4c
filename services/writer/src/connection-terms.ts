import { type CrmAdapter, connectionTermsOf } from "@fieldwork/crm";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { addWriteWindows, keepConnectionTerms } from "@fieldwork/store/terms";
import type { KeptWindows } from "./kept-windows.ts";

export interface ConnectionTermsDeps {
  database: Database;
  adapters: ReadonlyMap<string, CrmAdapter>;
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
      const terms = [...adapters.values()].map(connectionTermsOf);
      if (terms.length > 0) await keepConnectionTerms(database, terms);
      await addWriteWindows(database, windows.take());
      return everyMs;
    },
  });
}
