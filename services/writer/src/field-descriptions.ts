import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, FieldDescription } from "@fieldwork/crm";

export interface Description {
  fields: readonly FieldDescription[];
  ageMs: number;
}

/** The CRM's own view of its fields: which ones it shows us, their lengths, their options. */
export interface FieldDescriptions {
  /** Fetched again once it is older than `maxAgeMs`. */
  get(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<Description>;
  /** Fetched now. */
  refresh(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal): Promise<Description>;
  /** The CRM has contradicted it. */
  forget(adapter: CrmAdapter, object: ObjectName): void;
}

export function createFieldDescriptions({ maxAgeMs }: { maxAgeMs: number }): FieldDescriptions {
  const known = new Map<string, { fields: readonly FieldDescription[]; at: number }>();
  const keyOf = ({ connection }: CrmAdapter, object: ObjectName) => `${connection}/${object}`;
  async function refresh(adapter: CrmAdapter, object: ObjectName, signal: AbortSignal) {
    const fields = await adapter.describeFields(object, signal);
    known.set(keyOf(adapter, object), { fields, at: performance.now() });
    return { fields, ageMs: 0 };
  }
  return {
    refresh,
    forget: (adapter, object) => void known.delete(keyOf(adapter, object)),
    async get(adapter, object, signal) {
      const found = known.get(keyOf(adapter, object));
      const ageMs = found ? performance.now() - found.at : Number.POSITIVE_INFINITY;
      return found && ageMs < maxAgeMs
        ? { fields: found.fields, ageMs }
        : refresh(adapter, object, signal);
    },
  };
}
