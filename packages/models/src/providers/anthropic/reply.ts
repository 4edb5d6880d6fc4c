import { z } from "zod";
import {
  answerText,
  detailOf,
  finishReasons,
  isSaid,
  lenientText,
  needsText,
  saysError,
  saysFailure,
  type VendorReply,
} from "../../exchange/reply.ts";
import { usageFromMessage } from "./usage.ts";

const block = z
  .object({ type: lenientText, text: lenientText, input: z.unknown().optional() })
  .catch({ type: null, text: null });
export type Block = z.infer<typeof block>;

const message = z.object({
  id: lenientText,
  model: lenientText,
  content: z.array(block).nullish().catch(null),
  stop_reason: lenientText,
  stop_details: z.object({ category: lenientText }).nullish().catch(null),
  error: z.unknown().optional(),
  usage: z.unknown().optional(),
});

/** A body of `/v1/messages`. Pure. */
export function readMessage(body: unknown): VendorReply {
  const parsed = message.safeParse(body);
  if (!parsed.success) return { kind: "unreadable", found: "no object", usage: null };
  const { id, model, content, stop_reason, stop_details, error } = parsed.data;
  const usage = usageFromMessage(parsed.data.usage);
  if (saysError(error)) return { kind: "error", error: body, usage };
  const finishReason = finishReasons[stop_reason ?? ""] ?? "other";
  const isEmpty = (content ?? []).length === 0;
  // A refusal and what was cut off need no content.
  if (isEmpty && needsText(finishReason)) {
    if (saysFailure(body)) return { kind: "error", error: body, usage };
    return { kind: "unreadable", found: "a message without any content", usage };
  }
  const word = stop_details?.category ?? stop_reason;
  return {
    ...{ kind: "answer", text: textOf(content ?? []), finishReason, usage },
    ...detailOf(word, finishReason),
    ...{ model: model ?? "", responseId: isSaid(id) ? id : undefined },
  };
}

/** What belongs to no answer, and does not end the remarks on the way to it. */
const aside: ReadonlySet<string | null | undefined> = new Set(["thinking", "redacted_thinking"]);

/**
 * The text behind the last tool that ran at the vendor; before it are remarks on the way. Of a model
 * that calls a tool of ours, since a gateway has made one of the schema, its arguments.
 */
function textOf(content: readonly Block[]): string {
  const calls = content.filter(({ type }) => type === "tool_use");
  const told = content.filter(({ type }) => !aside.has(type) && type !== "tool_use");
  const lastOther = told.findLastIndex(({ type }) => type !== "text");
  const after = joined(told.slice(lastOther + 1));
  const text = isSaid(after) ? after : joined(told);
  const isRemark = calls.length === 1 && !text.trimStart().startsWith("{");
  return answerText(isRemark ? "" : text, {
    toolArguments: calls.map(({ input }) => input),
    reasoning: "",
  });
}

function joined(blocks: readonly Block[]): string {
  return blocks.map(({ type, text }) => (type === "text" ? (text ?? "") : "")).join("");
}
