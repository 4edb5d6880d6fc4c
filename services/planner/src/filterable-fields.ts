import { type CheckedService, createFollower, type Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { listRecordFilters, type RecordFilterField } from "@fieldwork/store/reading";

/** The input fields that records are filtered by, as `prepare` stored them. */
export interface FilterableFields extends CheckedService {
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
  const follower = createFollower({
    name: "filterable fields",
    logger: deps.logger,
    async look() {
      current = filterableOf(await listRecordFilters(deps.database));
    },
    lookEveryMs,
  });
  return { ...follower, current: () => current };
}

function filterableOf(filters: readonly RecordFilterField[]): ReadonlyMap<string, string[]> {
  const fields = filters.filter(({ source }) => source === "fields");
  const byObject = Map.groupBy(fields, ({ object }) => object);
  return new Map([...byObject].map(([object, own]) => [object, own.map(({ name }) => name)]));
}
