import type { ObjectName } from "@fieldwork/contracts";

/** What a CRM says of the fields of each object. */
export interface Schemas<Schema> {
  /** As described within the last minutes. */
  get(object: ObjectName, signal: AbortSignal): Promise<Schema>;
  /** As it is now. */
  fresh(object: ObjectName, signal: AbortSignal): Promise<Schema>;
}

const maxAgeMs = 5 * 60_000;

/** Remembers what was described. */
export function createSchemas<Schema>(
  describe: (object: ObjectName, signal: AbortSignal) => Promise<Schema>,
): Schemas<Schema> {
  const known = new Map<ObjectName, { schema: Schema; at: number }>();
  const fresh = async (object: ObjectName, signal: AbortSignal) => {
    const schema = await describe(object, signal);
    known.set(object, { schema, at: performance.now() });
    return schema;
  };
  return {
    fresh,
    async get(object, signal) {
      const found = known.get(object);
      const isRecent = found !== undefined && performance.now() - found.at < maxAgeMs;
      return isRecent ? found.schema : fresh(object, signal);
    },
  };
}
