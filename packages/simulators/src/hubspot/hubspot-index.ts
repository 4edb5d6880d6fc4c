import type { StoredRecord } from "../core/record-store.ts";
import { createSortedList, type SortedList } from "../core/sorted-list.ts";
import { createHubspotLag } from "./hubspot-lag.ts";
import type { IndexOrder, Range, SearchRanges } from "./hubspot-search-ranges.ts";

/** The records of one object as search shows them now, those deleted by then left out. */
export interface IndexedRecords {
  /** In the order of their ids, all that are within both ranges, and maybe others. */
  within(ranges: SearchRanges): readonly StoredRecord[];
  /** A page of what is within a range, in its order; undefined while search shows some as they were before. */
  page(order: IndexOrder, range: Range, page: { after: number; limit: number }): Found | undefined;
}

export interface Found {
  total: number;
  records: readonly StoredRecord[];
}

/** What search sees: the records as they were a while ago. */
export interface HubspotIndex {
  /** To be told of every change, just before it is made. */
  beforeChange(object: string, id: string, before: StoredRecord | undefined): void;
  /** To be told of every record that is put there. */
  put(record: StoredRecord): void;
  records(object: string): IndexedRecords;
}

interface Orders extends Record<IndexOrder, SortedList<StoredRecord>> {
  /** Those that are in neither list until somebody looks: they are about to change. */
  changing: Set<StoredRecord>;
}

export interface IndexOptions {
  lagMs: number;
  now(): number;
  /** In the order of their ids. */
  all(object: string): Iterable<StoredRecord>;
}

export function createHubspotIndex({ lagMs, now, all }: IndexOptions): HubspotIndex {
  const lag = createHubspotLag(lagMs, now);
  // Of the objects that were searched.
  const kept = new Map<string, Orders>();
  return {
    beforeChange(object, id, before) {
      lag.beforeChange(object, id, before);
      const orders = kept.get(object);
      if (before === undefined || orders === undefined || orders.changing.has(before)) return;
      if (isLiving(before)) for (const list of [orders.id, orders.modified]) list.remove(before);
      orders.changing.add(before);
    },
    put: (record) => void kept.get(record.object)?.changing.add(record),
    records(object) {
      const orders = kept.get(object) ?? ordersOf(all(object));
      kept.set(object, orders);
      settle(orders);
      return recordsIn(orders, lag.earlier(object));
    },
  };
}

function ordersOf(records: Iterable<StoredRecord>): Orders {
  const living = [...records].filter(isLiving);
  return {
    id: createSortedList(compareIds, living),
    modified: createSortedList(compareStamps, living),
    changing: new Set(),
  };
}

function settle({ id, modified, changing }: Orders): void {
  for (const record of changing) {
    if (isLiving(record)) for (const list of [id, modified]) list.insert(record);
  }
  changing.clear();
}

function recordsIn(
  orders: Orders,
  earlier: ReadonlyMap<string, StoredRecord | undefined>,
): IndexedRecords {
  const spanOf = (order: IndexOrder, { isFrom, isUpTo }: Range) => ({
    from: orders[order].countBelow((record) => !isFrom(keys[order](record))),
    to: orders[order].countBelow((record) => isUpTo(keys[order](record))),
  });
  function current({ id, modified }: SearchRanges): StoredRecord[] {
    const [byId, byStamp] = [spanOf("id", id), spanOf("modified", modified)];
    // To go through is cheaper than to sort.
    const areFew = 4 * (byStamp.to - byStamp.from) < byId.to - byId.from;
    if (!areFew) return orders.id.slice(byId.from, byId.to);
    return orders.modified.slice(byStamp.from, byStamp.to).sort(compareIds);
  }
  return {
    within(ranges) {
      if (earlier.size === 0) return current(ranges);
      const unchanged = current(ranges).filter(({ id }) => !earlier.has(id));
      const shown = [...earlier.values()].filter((record) => record !== undefined);
      return [...unchanged, ...shown.filter(isLiving)].sort(compareIds);
    },
    page(order, range, { after, limit }) {
      if (earlier.size > 0) return undefined;
      const { from, to } = spanOf(order, range);
      const first = from + after;
      return {
        total: Math.max(to - from, 0),
        records: orders[order].slice(first, Math.min(first + limit, to)),
      };
    },
  };
}

const keys: Readonly<Record<IndexOrder, (record: StoredRecord) => number>> = {
  id: ({ id }) => Number(id),
  modified: ({ modifiedAtMs }) => modifiedAtMs,
};

function isLiving({ deletedAtMs }: StoredRecord): boolean {
  return deletedAtMs === null;
}

function compareIds(a: StoredRecord, b: StoredRecord): number {
  return Number(a.id) - Number(b.id);
}

function compareStamps(a: StoredRecord, b: StoredRecord): number {
  return a.modifiedAtMs - b.modifiedAtMs || compareIds(a, b);
}
