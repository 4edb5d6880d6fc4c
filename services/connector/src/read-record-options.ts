import type { CrmAdapter } from "@fieldwork/crm";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import {
  type AskedRecord,
  claimAskedRecords,
  keepRecordOptions,
} from "@fieldwork/store/ordered-asks";

export interface RecordOptionsDeps {
  adapter: Pick<CrmAdapter, "connection" | "readToWrite" | "maxReadBatch">;
  database: Database;
  logger: Logger;
}

const lookEveryMs = 500;
const leaseMs = 30_000;
const longestBackoffMs = 30_000;

/**
 * Looks up which options the records of previews and samples take, for whoever decides what a write would do
 * and may not ask the CRM. Of several connectors, one asks.
 */
export function createRecordOptions({ adapter, database, logger }: RecordOptionsDeps): Ticker {
  const { connection, readToWrite, maxReadBatch: limit } = adapter;
  return createTicker({
    ...{ name: `options of asked records of ${connection}`, logger, longestBackoffMs },
    async tick(signal) {
      const asked = await claimAskedRecords(database, { connection, leaseMs, limit });
      for (const [object, ofObject] of Map.groupBy(asked, (one) => one.object)) {
        const ids = [...new Set(ofObject.map(({ recordId }) => recordId))];
        const read = await readToWrite?.(object, ids, signal);
        const options = new Map(read?.records.map((one) => [one.ref.id, one.options ?? {}]));
        await keepRecordOptions(database, ofObject.map(withOptions(options)));
      }
      return asked.length === 0 ? lookEveryMs : 0;
    },
  });
}

/** A record that is gone takes none away. */
function withOptions(options: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>) {
  return ({ id, recordId }: AskedRecord) => ({ id, options: options.get(recordId) ?? {} });
}
