import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, FieldDescription } from "@fieldwork/crm";

export interface Description {
  fields: readonly FieldDescription[];
  ageMs: number;
}

/** The CRM's own view of its fields: which ones it shows us, their lengths, their options. */
export interface FieldDescriptions {
  /** Fetched again once it is older than `maxAgeMs`: once for all who ask meanwhile. */
  get(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<Description>;
  /** Fetched now. */
  refresh(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<Description>;
  /** The CRM has contradicted it. */
  forget(adapter: CrmAdapter, object: ObjectName): void;
}

export function createFieldDescriptions({ maxAgeMs }: { maxAgeMs: number }): FieldDescriptions {
  const known = new Map<string, { fields: readonly FieldDescription[]; at: number }>();
  const underWay = new Map<string, Promise<Description>>();
  const keyOf = ({ connection }: CrmAdapter, object: ObjectName) => `${connection}/${object}`;
  let asks = 0;
  // Replies to asks up to this one are out of date: the CRM has contradicted them, or a later one was answered first.
  const outdated = new Map<string, number>();
  async function refresh(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal) {
    const key = keyOf(adapter, object);
    asks += 1;
    const ask = asks;
    const fields = await adapter.describeFields(object, signal);
    if (ask > (outdated.get(key) ?? 0)) {
      outdated.set(key, ask);
      known.set(key, { fields, at: performance.now() });
    }
    return { fields, ageMs: 0 };
  }
  return {
    refresh,
    forget(adapter, object) {
      const key = keyOf(adapter, object);
      outdated.set(key, asks);
      known.delete(key);
      underWay.delete(key);
    },
    async get(adapter, object, signal) {
      const key = keyOf(adapter, object);
      const found = known.get(key);
      const ageMs = found ? performance.now() - found.at : Number.POSITIVE_INFINITY;
      if (found && ageMs < maxAgeMs) return { fields: found.fields, ageMs };
      const shared = underWay.get(key);
      // Whoever asked first may have been told to stop.
      if (shared) return shared.catch(() => refresh(adapter, object, signal));
      const asked = refresh(adapter, object, signal).finally(() => {
        if (underWay.get(key) === asked) underWay.delete(key);
      });
      underWay.set(key, asked);
      return asked;
    },
  };
}
