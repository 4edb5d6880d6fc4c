import type { StoredRecord } from "../core/record-store.ts";

/** What search sees: the records as they were a while ago. */
export interface HubspotIndex {
  /** To be told of every change, just before it is made. */
  beforeChange(object: string, id: string, before: StoredRecord | undefined): void;
  /** The records that search shows now, those deleted by then left out. */
  visible(object: string, records: Iterable<StoredRecord>): Iterable<StoredRecord>;
}

interface PastState {
  until: number;
  /** Undefined: there was no such record. */
  record: StoredRecord | undefined;
}

export function createHubspotIndex(lagMs: number, now: () => number): HubspotIndex {
  const past = new Map<string, PastState[]>();
  return {
    beforeChange(object, id, before) {
      if (lagMs <= 0) return;
      const key = `${object} ${id}`;
      const record = before && { ...before, fields: { ...before.fields } };
      past.set(key, [...(past.get(key) ?? []), { until: now() + lagMs, record }]);
    },
    visible(object, records) {
      if (past.size === 0) return notDeleted(records);
      const nowMs = now();
      const shown: StoredRecord[] = [];
      for (const record of records) {
        const state = stateOf(past, { key: `${object} ${record.id}`, nowMs, record });
        if (state) shown.push(state);
      }
      return notDeleted(shown);
    },
  };
}

function* notDeleted(records: Iterable<StoredRecord>): Iterable<StoredRecord> {
  for (const record of records) if (record.deletedAtMs === null) yield record;
}

function stateOf(
  past: Map<string, PastState[]>,
  { key, nowMs, record }: { key: string; nowMs: number; record: StoredRecord },
): StoredRecord | undefined {
  const known = past.get(key);
  if (known === undefined) return record;
  const states = known.filter(({ until }) => until > nowMs);
  const [oldest] = states;
  if (oldest) {
    past.set(key, states);
    return oldest.record;
  }
  past.delete(key);
  return record;
}
