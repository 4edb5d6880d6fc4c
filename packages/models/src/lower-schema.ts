import type { JsonSchema } from "./answer-schema.ts";

/** What one vendor's schema mode takes of the bounds that `answerSchema` states. */
export interface SchemaDialect {
  /**
   * `maxLength`: as it is; rounded up to a power of two, where a vendor compiles each schema it has not
   * seen and keeps it, so that records share one; or not at all.
   */
  lengths: "exact" | "rounded" | "none";
  /** `minimum`, `maximum` and `maxItems`. */
  ranges: boolean;
}

/**
 * - `openai`: strict mode takes both of models that are not fine-tuned: its SDK's `toStrictJsonSchema`
 *   refuses neither, and calls with `maxLength` were answered within it
 *   (https://github.com/pydantic/pydantic-ai/pull/7400). The first call with a schema is slow, and a
 *   schema is part of the cached prompt.
 * - `selfHosted`: llama.cpp, Ollama, LM Studio and vLLM make a grammar of each call's schema.
 * - `gemini`: takes ranges, and no lengths (https://ai.google.dev/gemini-api/docs/structured-output).
 * - `plain`: what every vendor takes. Strict modes of Azure and DeepSeek take no lengths, Anthropic's
 *   neither lengths nor ranges.
 */
export const schemaDialects = {
  openai: { lengths: "rounded", ranges: true },
  selfHosted: { lengths: "exact", ranges: true },
  gemini: { lengths: "none", ranges: true },
  plain: { lengths: "none", ranges: false },
} as const satisfies Readonly<Record<string, SchemaDialect>>;

// llama.cpp's grammar refused repetitions from 2000 on, or took them for unbounded.
const longestLength = 1999;

/** The same schema without the bounds that a vendor does not take. Pure; changes nothing the second time. */
export function lowerSchema(schema: JsonSchema, dialect: SchemaDialect): JsonSchema {
  return lowered(schema, dialect) as JsonSchema;
}

function lowered(value: unknown, dialect: SchemaDialect): unknown {
  if (Array.isArray(value)) return value.map((one) => lowered(one, dialect));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      // The names of a schema's properties are no keywords.
      if (key === "properties") return [[key, mapValues(inner as object, dialect)]];
      const kept = keyword(key, inner, dialect);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

function mapValues(properties: object, dialect: SchemaDialect): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, lowered(schema, dialect)]),
  );
}

function keyword(key: string, value: unknown, dialect: SchemaDialect): unknown {
  switch (key) {
    case "minimum":
    case "maximum":
    case "maxItems":
      return dialect.ranges ? value : undefined;
    case "maxLength":
      return typeof value === "number" ? lengthIn(value, dialect) : value;
    case "enum":
      return value;
    default:
      return lowered(value, dialect);
  }
}

function lengthIn(length: number, { lengths }: SchemaDialect): number | undefined {
  const taken = lengths === "rounded" ? 2 ** Math.ceil(Math.log2(Math.max(1, length))) : length;
  return lengths === "none" || taken > longestLength ? undefined : taken;
}
