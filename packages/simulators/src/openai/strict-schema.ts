export type JsonSchema = Readonly<Record<string, unknown>>;

/** What OpenAI's strict mode would not take of a schema; undefined when it takes it. */
export function strictSchemaProblem(schema: JsonSchema): string | undefined {
  return schema.type === "object" ? problemIn(schema, []) : "schema must be of type 'object'.";
}

function problemIn(schema: JsonSchema, path: readonly string[]): string | undefined {
  const context = `In context=(${path.map((part) => `'${part}'`).join(", ")}), `;
  const properties = asObject(schema.properties);
  if (properties) {
    if (schema.additionalProperties !== false) {
      return `${context}'additionalProperties' is required to be supplied and to be false.`;
    }
    const required = Array.isArray(schema.required) ? schema.required : [];
    const missing = Object.keys(properties).find((name) => !required.includes(name));
    if (missing !== undefined) {
      return `${context}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  } else if (!typed.some((key) => key in schema)) {
    return `${context}schema must have a 'type' key.`;
  }
  for (const [name, inner] of Object.entries(properties ?? {})) {
    const problem = problemIn(asObject(inner) ?? {}, [...path, "properties", name]);
    if (problem !== undefined) return problem;
  }
  const items = asObject(schema.items);
  return items && problemIn(items, [...path, "items"]);
}

const typed = ["type", "enum", "const", "anyOf", "$ref"];

export function asObject(value: unknown): JsonSchema | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonSchema)
    : undefined;
}
