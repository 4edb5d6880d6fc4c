/** What a CRM says of the fields of each object, or of what else it is asked by a key. */
export interface Schemas<Schema> {
  /** As described within the last minutes. */
  get(key: string, signal: AbortSignal): Promise<Schema>;
  /** As it is now. */
  fresh(key: string, signal: AbortSignal): Promise<Schema>;
}

const maxAgeMs = 5 * 60_000;

/** Remembers what was described. */
export function createSchemas<Schema>(
  describe: (key: string, signal: AbortSignal) => Promise<Schema>,
): Schemas<Schema> {
  const known = new Map<string, { schema: Schema; at: number }>();
  const fresh = async (key: string, signal: AbortSignal) => {
    const schema = await describe(key, signal);
    known.set(key, { schema, at: performance.now() });
    return schema;
  };
  return {
    fresh,
    async get(key, signal) {
      const found = known.get(key);
      const isRecent = found !== undefined && performance.now() - found.at < maxAgeMs;
      return isRecent ? found.schema : fresh(key, signal);
    },
  };
}
