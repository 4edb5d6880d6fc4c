/** As much of a definition as pages show; another version of Fieldwork may have released it otherwise. */
export interface ShownContent {
  description: string | undefined;
  object: string | undefined;
  route: string[];
  outputs: ShownOutput[];
}

export interface ShownOutput {
  name: string;
  label: string;
  field: string;
  type: string;
  policy: string;
}

/** Pure. */
export function shownContent(content: unknown): ShownContent {
  const { description, object, route, outputs } = partsOf(content);
  return {
    description: textIn(description),
    object: textIn(object),
    route: listIn(route).flatMap((model) => textIn(model) ?? []),
    outputs: listIn(outputs).map(shownOutput),
  };
}

function shownOutput(output: unknown): ShownOutput {
  const { name, label, field, type, policy } = partsOf(output);
  const known = textIn(name) ?? "";
  return {
    ...{ name: known, label: textIn(label) ?? known },
    ...{ field: textIn(field) ?? "", type: textIn(type) ?? "", policy: textIn(policy) ?? "" },
  };
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
