import type { StoredRecord } from "../core/record-store.ts";

/** Records as they were before changes that search does not show yet. */
export interface HubspotLag {
  /** To be told of every change, just before it is made. */
  beforeChange(object: string, id: string, before: StoredRecord | undefined): void;
  /** By id, those that search shows as they were; undefined of one that was not there. */
  earlier(object: string): ReadonlyMap<string, StoredRecord | undefined>;
}

interface PastState {
  until: number;
  /** Undefined: there was no such record. */
  record: StoredRecord | undefined;
}

export function createHubspotLag(lagMs: number, now: () => number): HubspotLag {
  const past = new Map<string, Map<string, PastState[]>>();
  return {
    beforeChange(object, id, before) {
      if (lagMs <= 0) return;
      const states = past.get(object) ?? new Map<string, PastState[]>();
      past.set(object, states);
      const record = before && { ...before, fields: { ...before.fields } };
      states.set(id, [...(states.get(id) ?? []), { until: now() + lagMs, record }]);
    },
    earlier(object) {
      const nowMs = now();
      const shown = new Map<string, StoredRecord | undefined>();
      const known = past.get(object) ?? new Map<string, PastState[]>();
      for (const [id, all] of known) {
        const states = all.filter(({ until }) => until > nowMs);
        const [oldest] = states;
        if (oldest === undefined) known.delete(id);
        else {
          known.set(id, states);
          shown.set(id, oldest.record);
        }
      }
      return shown;
    },
  };
}
