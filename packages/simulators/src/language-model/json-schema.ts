export type JsonSchema = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonSchema | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonSchema)
    : undefined;
}

export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A schema without references and `allOf`; those that do not resolve count as any value. */
export function resolveSchema(value: unknown, root: JsonSchema): JsonSchema {
  let schema = asObject(value) ?? {};
  for (let hops = 0; typeof schema.$ref === "string" && hops < maxHops; hops++) {
    const { $ref, ...beside } = schema;
    schema = { ...atPointer(root, String($ref)), ...beside };
  }
  const parts = asArray(schema.allOf);
  if (!parts) return schema;
  const { allOf: _, ...own } = schema;
  return [own, ...parts.map((part) => resolveSchema(part, root))].reduce(both, {});
}

const maxHops = 8;

/** The options of a choice, null for abstaining among them; undefined when it is none. */
export function optionsOf(schema: JsonSchema, root: JsonSchema): readonly unknown[] | undefined {
  const options = asArray(schema.enum);
  if (options) return options;
  const branches = branchesOf(schema, root);
  const choice = branches?.map((branch) => optionsOf(branch, root)).find((found) => found);
  return choice && (branches?.some(({ type }) => type === "null") ? [...choice, null] : choice);
}

export function branchesOf(schema: JsonSchema, root: JsonSchema): JsonSchema[] | undefined {
  const branches = asArray(schema.anyOf) ?? asArray(schema.oneOf);
  return branches?.map((branch) => resolveSchema(branch, root));
}

function both(one: JsonSchema, other: JsonSchema): JsonSchema {
  const properties = { ...asObject(one.properties), ...asObject(other.properties) };
  const required = [...(asArray(one.required) ?? []), ...(asArray(other.required) ?? [])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function atPointer(root: JsonSchema, ref: string): JsonSchema {
  const names = ref.replace(/^#\/?/, "").split("/").filter(Boolean);
  const found = names
    .map((name) => decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((inner, name) => asObject(inner)?.[name], root);
  return asObject(found) ?? {};
}
