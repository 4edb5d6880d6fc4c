import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { JsonSchema } from "../language-model/json-schema.ts";
import type { ReadRequest } from "../language-model/question.ts";
import { unprocessable } from "./mistral-errors.ts";

const message = z.object({
  role: z.enum(["system", "user", "assistant"]),
  content: z.union([
    z.string(),
    z
      .array(z.object({ type: z.literal("text"), text: z.string() }))
      .transform((parts) => parts.map(({ text }) => text).join("\n")),
  ]),
});

const request = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  max_tokens: z.int().nonnegative().nullish(),
  temperature: z.number().min(0).max(1.5).nullish(),
  top_p: z.number().min(0).max(1).optional(),
  stream: z.boolean().optional(),
  stop: z.union([z.string(), z.array(z.string())]).optional(),
  random_seed: z.int().nonnegative().nullish(),
  response_format: z
    .strictObject({
      type: z.enum(["text", "json_object", "json_schema"]),
      json_schema: z
        .strictObject({
          name: z.string(),
          description: z.string().nullish(),
          schema: z.record(z.string(), z.unknown()),
          strict: z.boolean().optional(),
        })
        .nullish(),
    })
    .optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({
          name: z.string(),
          parameters: z.record(z.string(), z.unknown()),
          strict: z.boolean().optional(),
        }),
      }),
    )
    .optional(),
  tool_choice: z
    .strictObject({
      type: z.literal("function"),
      function: z.strictObject({ name: z.string() }),
    })
    .optional(),
  n: z.literal(1).nullish(),
  prompt_cache_key: z.string().nullish(),
  reasoning_effort: z.enum(["high", "none"]).optional(),
  safe_prompt: z.boolean().optional(),
  metadata: z.unknown().optional(),
});

/** A body of `POST /v1/chat/completions`, or what Mistral would say to it. */
export function readMistralRequest({ body }: { body: string }): ReadRequest {
  const parsed = request.safeParse(parsedBody(body), { reportInput: true });
  if (!parsed.success) return { kind: "refused", reply: problemIn(parsed.error) };
  const { model, messages, max_tokens, response_format, stream, ...rest } = parsed.data;
  const of = (wanted: string) =>
    messages.filter(({ role }) => role === wanted).map(({ content }) => content);
  const { tools = [], tool_choice } = rest;
  const tool = tools.find((one) => one.function.name === tool_choice?.function.name)?.function;
  const instructions = of("system").join("\n");
  return {
    kind: "question",
    question: {
      ...{ model, instructions },
      cacheable: rest.prompt_cache_key ? instructions : "",
      userTexts: of("user"),
      turn: of("assistant").length > 0 ? "repair" : "first",
      schema: (tool?.parameters ?? response_format?.json_schema?.schema) as JsonSchema | undefined,
      tool: tool?.name,
      maxOutputTokens: max_tokens ?? Number.POSITIVE_INFINITY,
      reasons: rest.reasoning_effort === "high" || /^magistral/.test(model),
      stream: stream ? { tellsUsage: true } : undefined,
    },
  };
}

function problemIn({ issues: [issue] }: z.ZodError): Reply {
  const loc = [
    "body",
    ...(issue?.path ?? []).map((step) => (typeof step === "number" ? step : String(step))),
  ];
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    return unprocessable("extra_forbidden", [...loc, key], "Extra inputs are not permitted");
  }
  return issue?.input === undefined
    ? unprocessable("missing", loc, "Field required")
    : unprocessable("value_error", loc, issue.message);
}

function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Then no field of it is there.
    return undefined;
  }
}
