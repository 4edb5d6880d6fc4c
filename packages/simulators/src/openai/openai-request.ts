import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import { knownSchema } from "../language-model/known-schema.ts";
import type { Question, ReadRequest } from "../language-model/question.ts";
import { invalidRequest } from "./openai-errors.ts";
import { strictSchemaProblem } from "./strict-schema.ts";

const partText = z.object({ type: z.string(), text: z.string() }).transform(({ text }) => text);
const content = z.union([z.string(), z.array(partText).transform((parts) => parts.join("\n"))]);
const turn = z.object({
  type: z.literal("message").optional(),
  role: z.enum(["system", "developer", "user", "assistant"]),
  content,
});
type Turn = z.infer<typeof turn>;

const schemaFormat = z.object({
  name: z.string().regex(/^[\w-]{1,64}$/),
  strict: z.boolean().nullish(),
  schema: z.record(z.string(), z.unknown()),
});

/** Parameters of both endpoints that change nothing here. */
const common = {
  ...ignored(["metadata", "moderation", "parallel_tool_calls", "prompt_cache_key"]),
  ...ignored(["prompt_cache_options", "prompt_cache_retention", "safety_identifier"]),
  ...ignored(["service_tier", "store", "temperature"]),
  ...ignored(["top_logprobs", "top_p", "user"]),
  model: z.string().min(1),
  stream: z.boolean().nullish(),
};

const parameters = {
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
};

const streamOptions = z.strictObject({ include_obfuscation: z.boolean().optional() });
const usageOption = { include_usage: z.boolean().optional() };

const responsesRequest = z.strictObject({
  ...common,
  tools: z.array(z.looseObject({ name: z.string().optional(), ...parameters })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ name: z.string() })]).nullish(),
  ...ignored(["background", "context_management", "conversation", "include", "max_tool_calls"]),
  ...ignored(["previous_response_id", "prompt", "truncation"]),
  stream_options: streamOptions.nullish(),
  input: z.union([z.string(), z.array(turn)]),
  instructions: z.string().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  text: z
    .object({
      format: z
        .discriminatedUnion("type", [
          z.object({ type: z.literal("text") }),
          z.object({ type: z.literal("json_object") }),
          schemaFormat.extend({ type: z.literal("json_schema") }),
        ])
        .optional(),
      verbosity: z.string().nullish(),
    })
    .optional(),
});

const chatRequest = z.strictObject({
  ...common,
  tools: z
    .array(z.looseObject({ function: z.looseObject({ name: z.string(), ...parameters }) }))
    .nullish(),
  tool_choice: z
    .union([z.string(), z.looseObject({ function: z.looseObject({ name: z.string() }) })])
    .nullish(),
  ...ignored(["audio", "frequency_penalty", "function_call", "functions", "logit_bias"]),
  ...ignored(["logprobs", "modalities", "prediction", "presence_penalty", "seed", "stop"]),
  ...ignored(["verbosity", "web_search_options"]),
  n: z.literal(1).nullish(),
  stream_options: streamOptions.extend(usageOption).nullish(),
  messages: z.array(turn).min(1),
  max_completion_tokens: z.int().positive().nullish(),
  max_tokens: z.int().positive().nullish(),
  reasoning_effort: z.string().nullish(),
  response_format: z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("text") }),
      z.object({ type: z.literal("json_object") }),
      z.object({ type: z.literal("json_schema"), json_schema: schemaFormat }),
    ])
    .optional(),
});

export function readResponsesRequest(body: string): ReadRequest {
  const parsed = parseBody(body, responsesRequest);
  if (parsed.kind === "refused") return parsed;
  const { model, input, instructions, max_output_tokens, reasoning, text } = parsed.request;
  const turns: Turn[] = typeof input === "string" ? [{ role: "user", content: input }] : input;
  const system: Turn[] = instructions ? [{ role: "system", content: instructions }] : [];
  const format = text?.format?.type === "json_schema" ? text.format : undefined;
  if (text?.format?.type === "json_object" && !turns.some(saysJson)) {
    const message =
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.";
    return refused(invalidRequest(message, "input", null));
  }
  const { tools, tool_choice } = parsed.request;
  const tool = forcedTool(tools ?? [], typeof tool_choice === "object" ? tool_choice?.name : null);
  return checked(tool ? "tools[0].parameters" : "text.format.schema", tool ?? format, {
    tool: tool?.name,
    ...readTurns([...system, ...turns]),
    model,
    maxOutputTokens: max_output_tokens ?? Number.POSITIVE_INFINITY,
    reasons: doesReason(model, reasoning?.effort),
    stream: parsed.request.stream ? { tellsUsage: true } : undefined,
  });
}

export function readChatRequest(body: string): ReadRequest {
  const parsed = parseBody(body, chatRequest);
  if (parsed.kind === "refused") return parsed;
  const { model, messages, max_completion_tokens, max_tokens, ...rest } = parsed.request;
  const reasons = doesReason(model, rest.reasoning_effort);
  if (reasons && typeof max_tokens === "number") {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    return refused(invalidRequest(message, "max_tokens", "unsupported_parameter"));
  }
  const { response_format, stream, stream_options } = rest;
  if (stream_options && !stream) {
    const message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
    return refused(invalidRequest(message, "stream_options", null));
  }
  const format = response_format?.type === "json_schema" ? response_format.json_schema : undefined;
  if (response_format?.type === "json_object" && !messages.some(saysJson)) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    return refused(invalidRequest(message, "messages", null));
  }
  const { tools, tool_choice } = rest;
  const chosen = typeof tool_choice === "object" ? tool_choice?.function.name : null;
  const tool = forcedTool(
    (tools ?? []).map((one) => one.function),
    chosen,
  );
  return checked(tool ? "tools[0].function.parameters" : "response_format", tool ?? format, {
    tool: tool?.name,
    ...readTurns(messages),
    model,
    maxOutputTokens: max_completion_tokens ?? max_tokens ?? Number.POSITIVE_INFINITY,
    reasons,
    stream: stream ? { tellsUsage: stream_options?.include_usage ?? false } : undefined,
  });
}

function saysJson({ content: text }: Turn): boolean {
  return /json/i.test(text);
}

interface OfferedTool {
  name?: string | undefined;
  strict?: boolean | null | undefined;
  parameters?: Record<string, unknown> | null | undefined;
}

/** The tool that has to be called, as the form of the answer. */
function forcedTool(
  tools: readonly OfferedTool[],
  chosen: string | null | undefined,
): z.infer<typeof schemaFormat> | undefined {
  const tool = tools.find(({ name }) => name === chosen);
  if (!tool || !chosen) return undefined;
  return { name: chosen, strict: tool.strict, schema: tool.parameters ?? {} };
}

function checked(
  param: string,
  format: z.infer<typeof schemaFormat> | undefined,
  question: Omit<Question, "schema">,
): ReadRequest {
  const schema = format && knownSchema(format.schema);
  const problem = schema && format.strict ? strictSchemaProblem(schema) : undefined;
  if (problem !== undefined) {
    const message = `Invalid schema for response_format '${format?.name}': ${problem}`;
    return refused(invalidRequest(message, param, "invalid_json_schema"));
  }
  return { kind: "question", question: { ...question, schema } };
}

function readTurns(turns: readonly Turn[]) {
  const of = (...roles: readonly string[]) =>
    turns.filter(({ role }) => roles.includes(role)).map((one) => one.content);
  const wasAnswered = of("assistant").length > 0;
  return {
    instructions: of("system", "developer").join("\n"),
    userTexts: of("user"),
    turn: wasAnswered ? ("repair" as const) : ("first" as const),
  };
}

function doesReason(model: string, effort: string | null | undefined): boolean {
  return /^(gpt-[5-9]|o\d)/.test(model) && effort !== "none" && effort !== "minimal";
}

function ignored(names: readonly string[]): Record<string, z.ZodOptional<z.ZodUnknown>> {
  return Object.fromEntries(names.map((name) => [name, z.unknown().optional()]));
}

type ParsedBody<T> = { kind: "parsed"; request: T } | { kind: "refused"; reply: Reply };

function parseBody<T>(body: string, schema: z.ZodType<T>): ParsedBody<T> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return refused(invalidRequest("We could not parse the JSON body of your request.", null, null));
  }
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { kind: "parsed", request: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(issue ? replyTo(issue) : invalidRequest("Invalid request.", null, null));
}

function replyTo(issue: z.core.$ZodIssue): Reply {
  const param = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const unknown = [...issue.path, issue.keys[0]].map(String).join(".");
    return invalidRequest(`Unknown parameter: '${unknown}'.`, unknown, "unknown_parameter");
  }
  if (issue.input === undefined) {
    const message = `Missing required parameter: '${param}'.`;
    return invalidRequest(message, param, "missing_required_parameter");
  }
  if (issue.code === "too_small") {
    const message = `Invalid '${param}': below minimum. Expected a value >= ${issue.minimum}.`;
    return invalidRequest(message, param, "integer_below_min_value");
  }
  return invalidRequest(`Invalid type or value for '${param}'.`, param, "invalid_type");
}

function refused(reply: Reply): { kind: "refused"; reply: Reply } {
  return { kind: "refused", reply };
}
