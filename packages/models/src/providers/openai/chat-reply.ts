import { z } from "zod";
import {
  answerText,
  detailOf,
  failedFinishes,
  finishReasons,
  hasRefusal,
  isSaid,
  lenientText,
  messageContent,
  needsText,
  saysError,
  saysFailure,
  textOf,
  type VendorReply,
} from "../../exchange/reply.ts";
import type { FinishReason } from "../../model-provider.ts";
import { usageFromReply } from "./usage.ts";

const called = z.object({ arguments: z.unknown().optional() }).nullish().catch(null);

const message = z.object({
  content: messageContent,
  refusal: lenientText,
  reasoning_content: lenientText,
  reasoning: lenientText,
  tool_calls: z
    .array(z.object({ function: called }).catch({ function: null }))
    .nullish()
    .catch(null),
  function_call: called,
});

const choice = z.object({
  finish_reason: lenientText,
  message: message.nullish().catch(null),
  /** In place of a message, from servers that complete texts. */
  text: lenientText,
  error: z.unknown().optional(),
});
type Choice = z.infer<typeof choice>;

const chatReply = z.object({
  id: lenientText,
  model: lenientText,
  choices: z.array(choice).nullish().catch(null),
  error: z.unknown().optional(),
  /** xAI's is next to its error. */
  code: z.unknown().optional(),
  x_groq: z
    .object({ usage: z.unknown().optional(), error: z.unknown().optional() })
    .nullish()
    .catch(null),
});
type ChatReply = z.infer<typeof chatReply>;

/**
 * A body of `/v1/chat/completions`. An answer that has ended counts, whatever else is reported with it.
 * Pure.
 */
export function readChatReply(body: unknown): VendorReply {
  const parsed = chatReply.safeParse(body);
  if (!parsed.success) return { kind: "unreadable", found: "no object", usage: null };
  const { id, model, choices } = parsed.data;
  const usage = usageFromReply(body);
  const first = choices?.[0];
  const text = first ? textOfChoice(first) : "";
  const error = errorOf(parsed.data, { text, body });
  if (error !== undefined) return { kind: "error", error, usage };
  if (!first) return { kind: "unreadable", found: "without any choice", usage };
  const finishReason = finishOf(first);
  const isEmpty = !first.message && !isSaid(first.text);
  // What was filtered or cut off needs no message.
  if (isEmpty && needsText(finishReason)) {
    return { kind: "unreadable", found: "a choice without a message", usage };
  }
  const responseId = isSaid(id) ? id : undefined;
  const finish = { finishReason, ...detailOf(first.finish_reason, finishReason) };
  return { kind: "answer", text, usage, ...finish, model: model ?? "", responseId };
}

function textOfChoice({ message, text }: Choice): string {
  if (!message) return text ?? "";
  const { content, reasoning_content, reasoning, tool_calls, function_call } = message;
  const calls = [...(tool_calls ?? []).map((call) => call.function), function_call];
  return answerText(textOf(content), {
    toolArguments: calls.flatMap((call) => (isGiven(call?.arguments) ? [call?.arguments] : [])),
    reasoning: reasoning_content ?? reasoning ?? "",
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** Undefined where it says of none, or has an answer that came to its end all the same. */
function errorOf(
  { choices, code, error, x_groq }: ChatReply,
  { text, body }: { text: string; body: unknown },
): unknown {
  const first = choices?.[0];
  const finish = (first?.finish_reason ?? "").toLowerCase();
  const end = first && finishReasons[finish];
  if (end !== undefined && (!needsText(end) || isSaid(text))) return undefined;
  const told = [error, first?.error, x_groq?.error].find(saysError);
  if (told !== undefined) return { code, error: told };
  if (failedFinishes.has(finish)) return { code: finish };
  return !first && saysFailure(body) ? body : undefined;
}

function finishOf({ finish_reason, message }: Choice): FinishReason {
  if (isSaid(message?.refusal) || hasRefusal(message?.content)) return "refusal";
  return finishReasons[(finish_reason ?? "").toLowerCase()] ?? "other";
}
