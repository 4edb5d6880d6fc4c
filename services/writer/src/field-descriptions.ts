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
  async function refresh(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal) {
    const fields = await adapter.describeFields(object, signal);
    known.set(keyOf(adapter, object), { fields, at: performance.now() });
    return { fields, ageMs: 0 };
  }
  return {
    refresh,
    forget(adapter, object) {
      known.delete(keyOf(adapter, object));
      underWay.delete(keyOf(adapter, object));
    },
    async get(adapter, object, signal) {
      const found = known.get(keyOf(adapter, object));
      const ageMs = found ? performance.now() - found.at : Number.POSITIVE_INFINITY;
      if (found && ageMs < maxAgeMs) return { fields: found.fields, ageMs };
      const key = keyOf(adapter, object);
      const shared = underWay.get(key);
      // Whoever asked first may have been told to stop.
      if (shared) return shared.catch(() => refresh(adapter, object, signal));
      const asked = refresh(adapter, object, signal).finally(() => void underWay.delete(key));
      underWay.set(key, asked);
      return asked;
    },
  };
}
