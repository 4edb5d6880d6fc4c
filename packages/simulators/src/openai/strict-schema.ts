import { asArray, asObject, type JsonSchema } from "../language-model/json-schema.ts";
import { onceForSchema } from "../language-model/known-schema.ts";

/**
 * What OpenAI's strict mode would not take of a schema; undefined when it takes it.
 * Source: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export const strictSchemaProblem = onceForSchema((schema) =>
  schema.type === "object" ? problemIn(schema, []) : "schema must be of type 'object'.",
);

const notPermitted = ["allOf", "oneOf", "not", "if", "dependentRequired", "dependentSchemas"];
const typed = ["type", "enum", "const", "anyOf", "$ref"];

function problemIn(schema: JsonSchema, path: readonly string[]): string | undefined {
  const own = ownProblem(schema);
  if (own !== undefined) {
    return `In context=(${path.map((part) => `'${part}'`).join(", ")}), ${own}`;
  }
  for (const [steps, inner] of innerSchemas(schema)) {
    const problem = problemIn(asObject(inner) ?? {}, [...path, ...steps]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function ownProblem(schema: JsonSchema): string | undefined {
  const refused = notPermitted.find((key) => key in schema);
  if (refused !== undefined) return `'${refused}' is not permitted.`;
  const properties = asObject(schema.properties);
  if (!properties) {
    return typed.some((key) => key in schema) ? undefined : "schema must have a 'type' key.";
  }
  if (schema.additionalProperties !== false) {
    return "'additionalProperties' is required to be supplied and to be false.";
  }
  const required = asArray(schema.required) ?? [];
  const missing = Object.keys(properties).find((name) => !required.includes(name));
  if (missing === undefined) return undefined;
  return `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
}

function innerSchemas(schema: JsonSchema): [steps: string[], inner: unknown][] {
  const named = ["properties", "$defs"].flatMap((key) =>
    Object.entries(asObject(schema[key]) ?? {}).map(([name, inner]): [string[], unknown] => [
      [key, name],
      inner,
    ]),
  );
  const branches = (asArray(schema.anyOf) ?? []).map((inner, index): [string[], unknown] => [
    ["anyOf", `${index}`],
    inner,
  ]);
  return [
    ...named,
    ...branches,
    ...(schema.items ? [[["items"], schema.items] as [string[], unknown]] : []),
  ];
}
