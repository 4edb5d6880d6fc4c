import type { GenerationConfig } from "@google/genai";
import type { JsonSchema } from "../../answer-schema.ts";
import { formatName } from "../../exchange/format-name.ts";
import { userTurns } from "../../exchange/user-turns.ts";
import { lowerSchema, schemaDialects } from "../../lower-schema.ts";
import type { ModelRequest } from "../../model-provider.ts";

/** A body of `models/…:streamGenerateContent`, which the SDK has types for in its own spelling only. */
export interface GenerateContentBody {
  systemInstruction?: { parts: readonly TextPart[] };
  contents: readonly { role: "user" | "model"; parts: readonly TextPart[] }[];
  tools?: readonly { functionDeclarations: readonly FunctionDeclaration[] }[];
  toolConfig?: { functionCallingConfig: { mode: "ANY"; allowedFunctionNames: readonly string[] } };
  generationConfig: Pick<GenerationConfig, "maxOutputTokens" | "responseMimeType"> & {
    responseJsonSchema?: unknown;
    thinkingConfig?: { thinkingBudget: number } | { thinkingLevel: "minimal" | "low" };
  };
}

interface FunctionDeclaration {
  name: string;
  parametersJsonSchema: unknown;
}

interface TextPart {
  text: string;
}

/** A request to the Gemini API. The model stands in its address. Pure. */
export function toGenerateContent(request: ModelRequest): GenerateContentBody {
  const { model, instructions, maxOutputTokens } = request;
  const thinkingConfig = leastThinking(model);
  const { config, ...tools } = formOf(request);
  return {
    ...(instructions !== "" && { systemInstruction: { parts: [{ text: instructions }] } }),
    contents: userTurns(request).map(({ role, content }) => ({
      role: role === "user" ? "user" : "model",
      parts: [{ text: content }],
    })),
    generationConfig: {
      maxOutputTokens,
      ...config,
      ...(thinkingConfig && { thinkingConfig }),
    },
    ...tools,
  };
}

type Form = Pick<GenerateContentBody, "tools" | "toolConfig"> & {
  config: Pick<GenerateContentBody["generationConfig"], "responseMimeType" | "responseJsonSchema">;
};

function formOf({ task, schema, mode = "schema" }: ModelRequest): Form {
  const lowered = () => apartFromNull(lowerSchema(schema, schemaDialects.gemini));
  const responseMimeType = "application/json";
  switch (mode) {
    case "schema":
      return { config: { responseMimeType, responseJsonSchema: lowered() } };
    case "json":
      return { config: { responseMimeType } };
    case "tool": {
      const name = formatName(task);
      return {
        config: {},
        tools: [{ functionDeclarations: [{ name, parametersJsonSchema: lowered() }] }],
        toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: [name] } },
      };
    }
    case "prompt":
      return { config: {} };
    default:
      return mode satisfies never;
  }
}

/** Options are texts or numbers to Gemini: null stands beside them, not among them. */
function apartFromNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(apartFromNull);
  if (typeof value !== "object" || value === null) return value;
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, apartFromNull(inner)]),
  ) as JsonSchema;
  const { type, enum: options, ...rest } = schema;
  if (!Array.isArray(options) || !options.includes(null)) return schema;
  const types = Array.isArray(type) ? type.filter((one) => one !== "null") : [type];
  const choice = { type: types[0], enum: options.filter((one) => one !== null) };
  return { ...rest, anyOf: [choice, { type: "null" }] };
}

type LeastThinking = GenerateContentBody["generationConfig"]["thinkingConfig"];

/**
 * The least thinking that a model offers: reading a record needs none, and it is paid for as output.
 * https://ai.google.dev/gemini-api/docs/thinking
 */
export function leastThinking(model: string): LeastThinking | undefined {
  if (/^gemini-2\.5-flash\b/.test(model)) return { thinkingBudget: 0 };
  if (/^gemini-2\.5-pro\b/.test(model)) return { thinkingBudget: 128 };
  if (/^gemini-(?:[3-9]|\d\d)(?:\.\d+)?-pro\b/.test(model)) return { thinkingLevel: "low" };
  if (/^gemini-(?:[3-9]|\d\d)\b/.test(model)) return { thinkingLevel: "minimal" };
  return undefined;
}
