import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { JsonSchema } from "../language-model/json-schema.ts";
import type { ReadRequest } from "../language-model/question.ts";
import { invalidRequest } from "./anthropic-errors.ts";
import { schemaProblem } from "./anthropic-schema.ts";

const cacheControl = z.strictObject({
  type: z.literal("ephemeral"),
  ttl: z.enum(["5m", "1h"]).optional(),
});
const textBlock = z.strictObject({
  type: z.literal("text"),
  text: z.string().min(1),
  cache_control: cacheControl.nullish(),
});
const content = z.union([z.string().min(1), z.array(textBlock).min(1)]);

const request = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  messages: z.array(z.strictObject({ role: z.enum(["user", "assistant"]), content })).min(1),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  stream: z.boolean().optional(),
  output_config: z
    .strictObject({
      effort: z.enum(["low", "medium", "high", "xhigh", "max"]).nullish(),
      format: z
        .strictObject({
          type: z.literal("json_schema"),
          schema: z.record(z.string(), z.unknown()),
        })
        .nullish(),
    })
    .optional(),
  tools: z
    .array(z.strictObject({ name: z.string(), input_schema: z.record(z.string(), z.unknown()) }))
    .optional(),
  tool_choice: z
    .strictObject({
      ...{ type: z.literal("tool"), name: z.string() },
      disable_parallel_tool_use: z.boolean().optional(),
    })
    .optional(),
  thinking: z
    .looseObject({ type: z.enum(["enabled", "disabled", "adaptive", "between_tools"]) })
    .optional(),
  service_tier: z.enum(["auto", "standard_only"]).optional(),
  inference_geo: z.string().nullish(),
  cache_control: cacheControl.nullish(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  stop_sequences: z.array(z.string()).optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_k: z.int().optional(),
  top_p: z.number().optional(),
});
type Request = z.infer<typeof request>;

/** A body of `POST /v1/messages`, or what Anthropic would say to it. */
export function readMessagesRequest({ body }: { body: string }): ReadRequest {
  const parsed = request.safeParse(parsedBody(body));
  if (!parsed.success) return refused(invalidRequest(problemIn(parsed.error)));
  const problem = problemWith(parsed.data);
  if (problem !== undefined) return refused(invalidRequest(problem));
  const { model, messages, system, stream, max_tokens, output_config } = parsed.data;
  const of = (wanted: "user" | "assistant") => messages.filter(({ role }) => role === wanted);
  const tool = parsed.data.tools?.find(({ name }) => name === parsed.data.tool_choice?.name);
  const blocks = typeof system === "string" ? [{ text: system }] : (system ?? []);
  return {
    kind: "question",
    question: {
      model,
      instructions: blocks.map(({ text }) => text).join("\n"),
      cacheable: blocks
        .filter((block) => "cache_control" in block && block.cache_control)
        .map(({ text }) => text)
        .join("\n"),
      userTexts: of("user").map((message) => textOf(message.content)),
      turn: of("assistant").length > 0 ? "repair" : "first",
      schema: (tool?.input_schema ?? output_config?.format?.schema) as JsonSchema | undefined,
      tool: tool?.name,
      maxOutputTokens: max_tokens,
      reasons: doesThink(parsed.data),
      stream: stream ? { tellsUsage: true } : undefined,
    },
  };
}

const alwaysThinks = /^claude-(?:fable|mythos|opus-5-5)\b/;
const thinksUnlessTold = /^claude-(?:sonnet|haiku|opus)-5\b/;

function doesThink({ model, thinking }: Request): boolean {
  if (alwaysThinks.test(model)) return true;
  if (thinksUnlessTold.test(model)) {
    return thinking?.type !== "disabled" && thinking?.type !== "between_tools";
  }
  return thinking?.type === "enabled" || thinking?.type === "adaptive";
}

function problemWith({ model, messages, thinking, output_config }: Request): string | undefined {
  if (messages.at(-1)?.role === "assistant") {
    return "This model does not support assistant message prefill. The conversation must end with a user message.";
  }
  const isForced = thinking?.type === "disabled" || thinking?.type === "enabled";
  if (alwaysThinks.test(model) && isForced) {
    return `"thinking.type.${thinking?.type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`;
  }
  const schema = output_config?.format?.schema;
  const problem = schema && schemaProblem(schema);
  return problem && `output_config.format.schema: ${problem}`;
}

function textOf(told: z.infer<typeof content>): string {
  return typeof told === "string" ? told : told.map(({ text }) => text).join("\n");
}

function problemIn({ issues: [issue] }: z.ZodError): string {
  if (!issue) return "the request is invalid";
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return `${[path, issue.keys[0]].filter(Boolean).join(".")}: Extra inputs are not permitted`;
  }
  return `${path}: ${issue.input === undefined ? "Field required" : "Input should be valid"}`;
}

function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Then no field of it is there.
    return undefined;
  }
}

function refused(reply: Reply): ReadRequest {
  return { kind: "refused", reply };
}
