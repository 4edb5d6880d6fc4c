import { userTurns } from "../../exchange/user-turns.ts";
import { lowerSchema, schemaDialects } from "../../lower-schema.ts";
import type { ModelRequest } from "../../model-provider.ts";
import { type ChatForm, chatFormOf } from "../openai/request.ts";

/** A body of `/v1/chat/completions`, which the SDK has types for in its own spelling only. */
export interface MistralBody extends ChatForm {
  model: string;
  messages: readonly { role: "system" | "user" | "assistant"; content: string }[];
  max_tokens: number;
  temperature: number;
  prompt_cache_key: string;
  stream: boolean;
}

/** A request to Mistral. Pure. */
export function toMistralChat(request: ModelRequest, streams: boolean): MistralBody {
  const { model, task, instructions, maxOutputTokens } = request;
  const system = instructions === "" ? [] : [{ role: "system" as const, content: instructions }];
  return {
    model,
    messages: [...system, ...userTurns(request)],
    max_tokens: maxOutputTokens,
    temperature: 0,
    ...chatFormOf(request, lowerSchema(request.schema, schemaDialects.plain)),
    // Only prompts with a key are cached: one for each prompt, whose requests begin alike.
    prompt_cache_key: `fieldwork-${task}`,
    stream: streams,
  };
}
