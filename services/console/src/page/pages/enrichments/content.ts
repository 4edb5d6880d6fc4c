/** As much of a definition as pages show; another version of Fieldwork may have released it otherwise. */
export interface ShownContent {
  description: string | undefined;
  object: string | undefined;
  route: string[];
  outputs: ShownOutput[];
  inputs: ShownInput[];
  privacy: ShownPrivacy;
  /** Which of the route is asked first; undefined: the first one. */
  prefer: string | undefined;
  experiment: { model: string; percent: number } | undefined;
}

export interface ShownInput {
  field: string;
  /** `any`: one of those that say so is enough. */
  need: "required" | "any" | "optional";
  maxChars: number | undefined;
  /** Its own rule, in place of the enrichment's. */
  masking: string | undefined;
}

export interface ShownPrivacy {
  masking: string;
  /** Undefined: any. */
  vendors: string[] | undefined;
  regions: string[] | undefined;
  dataClasses: string[] | undefined;
  capture: string;
  traces: string;
}

export interface ShownOutput {
  name: string;
  label: string;
  field: string;
  type: string;
  policy: string;
  /** How it is written, in place of what its connection says. */
  writes: string | undefined;
}

/** Pure. */
export function shownContent(content: unknown): ShownContent {
  const { description, object, route, outputs, inputs, privacy, routing } = partsOf(content);
  const { prefer, experiment } = partsOf(routing);
  return {
    description: textIn(description),
    object: textIn(object),
    route: listIn(route).flatMap((model) => textIn(model) ?? []),
    outputs: listIn(outputs).map(shownOutput),
    inputs: listIn(inputs).map(shownInput),
    privacy: shownPrivacy(partsOf(privacy)),
    prefer: textIn(prefer),
    experiment: shownExperiment(partsOf(experiment)),
  };
}

function shownInput(input: unknown): ShownInput {
  const { field, required, maxChars, masking } = partsOf(input);
  return {
    ...{ field: textIn(field) ?? "", need: needOf(required) },
    ...{ maxChars: numberIn(maxChars), masking: textIn(masking) },
  };
}

function needOf(required: unknown): ShownInput["need"] {
  if (required === "any") return "any";
  return required === true ? "required" : "optional";
}

function shownPrivacy(privacy: Readonly<Record<string, unknown>>): ShownPrivacy {
  const { masking, vendors, regions, dataClasses, capture, traces } = privacy;
  const names = (value: unknown) =>
    Array.isArray(value) ? value.flatMap((one) => textIn(one) ?? []) : undefined;
  return {
    masking: textIn(masking) ?? "patterns",
    ...{ vendors: names(vendors), regions: names(regions), dataClasses: names(dataClasses) },
    ...{ capture: textIn(capture) ?? "off", traces: textIn(traces) ?? "off" },
  };
}

function shownExperiment({ model, percent }: Readonly<Record<string, unknown>>) {
  const [name, share] = [textIn(model), numberIn(percent)];
  return name === undefined || share === undefined ? undefined : { model: name, percent: share };
}

function shownOutput(output: unknown): ShownOutput {
  const { name, label, field, type, policy, writes } = partsOf(output);
  const known = textIn(name) ?? "";
  return {
    ...{ name: known, label: textIn(label) ?? known },
    ...{ field: textIn(field) ?? "", type: textIn(type) ?? "", policy: textIn(policy) ?? "" },
    writes: textIn(writes),
  };
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function numberIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
