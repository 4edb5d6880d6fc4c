interface Parts {
  components?: { schemas?: Record<string, unknown> } | undefined;
}

const shared = "__shared";

/**
 * An OpenAPI document as every reader understands it. What the schemas share stands among the others,
 * where pointers lead to it; what nothing refers to, the form for requests or that for replies, is left out.
 * Pure.
 */
export function plainDocument<T extends object>(document: T): T {
  const text = JSON.stringify(document)
    .replaceAll(`#/components/schemas/${shared}#/$defs/`, "#/components/schemas/")
    .replaceAll('"#/$defs/', '"#/components/schemas/');
  const { components, ...rest } = JSON.parse(text) as Parts;
  const { [shared]: held, ...schemas } = components?.schemas ?? {};
  const lifted = (held as { $defs?: Record<string, unknown> } | undefined)?.$defs ?? {};
  return withoutUnused({
    ...rest,
    components: { ...components, schemas: { ...schemas, ...lifted } },
  }) as T;
}

function withoutUnused(document: Parts): Parts {
  const schemas = document.components?.schemas ?? {};
  const used = Object.keys(schemas).filter((name) => {
    const { [name]: _, ...others } = schemas;
    const elsewhere = { ...document, components: { ...document.components, schemas: others } };
    return JSON.stringify(elsewhere).includes(`"#/components/schemas/${name}"`);
  });
  if (used.length === Object.keys(schemas).length) return document;
  const kept = Object.fromEntries(used.map((name) => [name, schemas[name]]));
  return withoutUnused({ ...document, components: { ...document.components, schemas: kept } });
}
