import type { JsonSchema } from "./answer-schema.ts";
import { lowerSchema, type SchemaDialect, schemaDialects } from "./lower-schema.ts";
import type { ModelProvider, ModelRequest } from "./model-provider.ts";

/**
 * How a model is brought to answer by a schema. Whichever it is, `checkAnswer` holds the answer to all
 * of it.
 * - `schema`: the vendor holds it to the schema.
 * - `json`: the vendor holds it to JSON, and the schema stands in the instructions.
 * - `tool`: it has to call one tool, whose arguments are the answer.
 * - `prompt`: the schema stands in the instructions, and nothing else is asked of the vendor.
 */
export const answerModes = ["schema", "json", "tool", "prompt"] as const;
export type AnswerMode = (typeof answerModes)[number];

/** The modes of a provider's models: of those named, and of the others. */
export interface SaidModes {
  mode?: AnswerMode | undefined;
  models?: readonly { name: string; mode?: AnswerMode | undefined }[] | undefined;
}

/** The modes that are said for anything, which answers depend on. */
export function modesSaid({ mode, models = [] }: SaidModes): readonly unknown[] {
  const ofModels = models.flatMap((one) => (one.mode === undefined ? [] : [[one.name, one.mode]]));
  return mode === undefined && ofModels.length === 0 ? [] : [mode ?? null, ...ofModels];
}

/** The provider, with each of its models asked in its mode. */
export function withModes(provider: ModelProvider, said: SaidModes): ModelProvider {
  if (modesSaid(said).length === 0) return provider;
  const { mode = "schema", models = [] } = said;
  const ofModels = new Map(models.map((one) => [one.name, one.mode]));
  return inModes(provider, (model) => ofModels.get(model) ?? ofModels.get("*") ?? mode);
}

function inModes(provider: ModelProvider, modeOf: (model: string) => AnswerMode): ModelProvider {
  const { name, free, ways } = provider;
  const inMode = (request: ModelRequest) => askedIn(modeOf(request.model), request);
  return {
    ...{ name, free, modeOf, ways: ways?.map((way) => inModes(way, modeOf)) },
    prepare: (request) => provider.prepare(inMode(request)),
    ignored: (request) => provider.ignored?.(inMode(request)) ?? [],
    isResting: () => provider.isResting?.() ?? false,
    close: async () => provider.close?.(),
  };
}

function askedIn(mode: AnswerMode, request: ModelRequest): ModelRequest {
  if (!isSpoken(mode)) return { ...request, mode };
  return { ...request, mode, instructions: withSchema(request) };
}

/** Whether the model is told the schema in words only. */
function isSpoken(mode: AnswerMode | undefined): boolean {
  return mode === "json" || mode === "prompt";
}

interface Spoken {
  instructions: string;
  told: string;
}

// Most of a prompt: made once for all records that share it.
const spoken = new WeakMap<JsonSchema, Spoken>();

/** Without lengths, so that the instructions are the same for records of any size, and vendors cache them. */
function withSchema({ instructions, schema }: ModelRequest): string {
  const known = spoken.get(schema);
  if (known?.instructions === instructions) return known.told;
  const form = JSON.stringify(lowerSchema(schema, schemaDialects.plain));
  const told = `${instructions}\n\nAnswer with one JSON object and nothing else: no words around it, no code fence. It must fit this JSON Schema:\n${form}`;
  spoken.set(schema, { instructions, told });
  return told;
}

/** What of a request's schema a vendor of this dialect does not hold its answer to, in words. Pure. */
export function ignoredOf(
  { schema, mode }: Pick<ModelRequest, "schema" | "mode">,
  dialect: SchemaDialect,
): string[] {
  if (isSpoken(mode)) return ["the schema"];
  const left = JSON.stringify(lowerSchema(schema, dialect));
  const whole = JSON.stringify(schema);
  return boundWords.filter((word) => whole.includes(`"${word}":`) && !left.includes(`"${word}":`));
}

const boundWords = ["maxLength", "minimum", "maximum", "maxItems"];
