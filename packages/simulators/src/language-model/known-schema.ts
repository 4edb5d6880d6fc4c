import type { JsonSchema } from "./json-schema.ts";
import { forRecentTexts } from "./recent.ts";

const schemaOf = forRecentTexts<JsonSchema>((text) => JSON.parse(text));

/** The same object for equal schemas, so that what is worked out of one is worked out once. */
export function knownSchema(schema: JsonSchema): JsonSchema {
  return schemaOf(JSON.stringify(schema));
}

/** What is worked out of a schema, remembered for as long as the schema is. */
export function onceForSchema<T>(workOut: (schema: JsonSchema) => T): (schema: JsonSchema) => T {
  const known = new WeakMap<JsonSchema, { result: T }>();
  return (schema) => {
    const found = known.get(schema) ?? { result: workOut(schema) };
    known.set(schema, found);
    return found.result;
  };
}
