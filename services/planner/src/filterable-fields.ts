import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { listRecordFilters, type RecordFilterField } from "@fieldwork/store/reading";

/** The input fields that records are filtered by, as `prepare` stored them. */
export interface FilterableFields extends Omit<Ticker, "wake"> {
  /** By object. */
  current(): ReadonlyMap<string, readonly string[]>;
}

const lookEveryMs = 1000;

/** Follows them, so that the planner needs no restart when a mapping marks other fields. */
export function createFilterableFields(deps: {
  database: Database;
  logger: Logger;
}): FilterableFields {
  let current: ReadonlyMap<string, readonly string[]> = new Map();
  async function look(): Promise<void> {
    current = filterableOf(await listRecordFilters(deps.database));
  }
  const { wake: _, ...ticker } = createTicker({
    name: "filterable fields",
    logger: deps.logger,
    async tick() {
      await look();
      return lookEveryMs;
    },
  });
  return {
    ...ticker,
    async start() {
      await look();
      await ticker.start();
    },
    current: () => current,
  };
}

function filterableOf(filters: readonly RecordFilterField[]): ReadonlyMap<string, string[]> {
  const fields = filters.filter(({ source }) => source === "fields");
  const byObject = Map.groupBy(fields, ({ object }) => object);
  return new Map([...byObject].map(([object, own]) => [object, own.map(({ name }) => name)]));
}
