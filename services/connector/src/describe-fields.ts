import type { ObjectName } from "@fieldwork/contracts";
import {
  type CrmAdapter,
  connectionTermsOf,
  type DescribedField,
  needsAdministrator,
} from "@fieldwork/crm";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import {
  claimDescription,
  keepDescription,
  keepRecordPage,
  type StoredDescription,
} from "@fieldwork/store/backfills";
import { keepConnectionTerms } from "@fieldwork/store/terms";

export interface DescribeFieldsDeps {
  adapter: CrmAdapter;
  database: Database;
  /** The objects that are enriched now: a CRM need not show us any other. */
  objects(): ReadonlySet<ObjectName>;
  everyMs: number;
  logger: Logger;
}

/** Another connector that starts at the same time has asked the same. */
const justNowMs = 5000;
const lookEveryMs = 30_000;
const longestBackoffMs = 60_000;

/**
 * Keeps what the CRM says of its fields, and where its records have their pages, where services can look that may not ask it: at the start, and
 * every so often. Of several connectors, one asks.
 */
export function createDescribeFields(deps: DescribeFieldsDeps): Ticker {
  const { adapter, database, objects, everyMs, logger } = deps;
  const { connection } = adapter;
  // At the start of the first of them, or of one with another mapping.
  let afterMs = justNowMs;
  return createTicker({
    name: `fields of ${connection}`,
    logger,
    longestBackoffMs,
    async tick(signal) {
      const failures: unknown[] = [];
      for (const object of adapter.objects) {
        if (!(await claimDescription(database, { connection, object }, afterMs))) continue;
        try {
          const fields = await adapter.describeFields(object, signal);
          await keepDescription(database, { connection, object }, fields.map(stored));
          const page = await adapter.recordPage(object, signal);
          await keepRecordPage(database, { connection, object }, page);
        } catch (error) {
          // An object that the CRM does not show keeps the others from nothing.
          if (objects().has(object) || !needsAdministrator(error)) failures.push(error);
          else
            logger.debug({ connection, object }, "an object that nobody uses is not shown to us");
        }
      }
      afterMs = everyMs;
      await keepConnectionTerms(database, [connectionTermsOf(adapter)]);
      if (failures.length > 0) throw failures[0];
      return Math.min(everyMs, lookEveryMs);
    },
  });
}

/** People look also for records with a value that the CRM accepts no more. */
function stored({
  field,
  type,
  exists,
  isFilterable,
  ...accepts
}: DescribedField): StoredDescription {
  const { options, retiredOptions = [] } = accepts;
  return {
    ...{ field, type, exists, isFilterable, accepts },
    options: options && [...options, ...retiredOptions],
  };
}
