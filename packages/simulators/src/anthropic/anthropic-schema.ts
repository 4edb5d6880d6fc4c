import { asArray, asObject, type JsonSchema } from "../language-model/json-schema.ts";

/** What Anthropic enforces nothing of, and so refuses. */
const notSupported = [
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "maxItems", "uniqueItems", "oneOf", "not", "if"],
];

/**
 * What structured outputs do not take of a schema; undefined when they take it.
 * Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
export function schemaProblem(schema: JsonSchema): string | undefined {
  const refused = notSupported.find((key) => key in schema);
  if (refused !== undefined) {
    return `For '${asArray(schema.type)?.[0] ?? schema.type ?? "any"}' type, property '${refused}' is not supported`;
  }
  const properties = asObject(schema.properties);
  if (properties && schema.additionalProperties !== false) {
    return "For 'object' type, 'additionalProperties' must be explicitly set to false";
  }
  const inner = [
    ...Object.values(properties ?? {}),
    ...Object.values(asObject(schema.$defs) ?? {}),
    ...(asArray(schema.anyOf) ?? []),
    ...(schema.items ? [schema.items] : []),
  ];
  for (const one of inner) {
    const problem = schemaProblem(asObject(one) ?? {});
    if (problem !== undefined) return problem;
  }
  return undefined;
}
