import type { ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, FieldDescription } from "@fieldwork/crm";

export interface FieldDescriptions {
  get(
    adapter: CrmAdapter,
    object: ObjectName,
    signal: AbortSignal,
  ): Promise<readonly FieldDescription[]>;
}

/** The CRM's own view of its fields (lengths, options), asked again once it is older than `maxAgeMs`. */
export function createFieldDescriptions({ maxAgeMs }: { maxAgeMs: number }): FieldDescriptions {
  const known = new Map<string, { fields: readonly FieldDescription[]; at: number }>();
  return {
    async get(adapter, object, signal) {
      const key = `${adapter.connection}/${object}`;
      const found = known.get(key);
      if (found && performance.now() - found.at < maxAgeMs) return found.fields;
      const fields = await adapter.describeFields(object, signal);
      known.set(key, { fields, at: performance.now() });
      return fields;
    },
  };
}
