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

const item = z.object({
  type: lenientText,
  phase: lenientText,
  content: messageContent,
  /** Of a call of a function. */
  arguments: z.unknown().optional(),
});
type Item = z.infer<typeof item>;

const responsesReply = z.object({
  id: lenientText,
  model: lenientText,
  status: lenientText,
  error: z.unknown().optional(),
  incomplete_details: z.object({ reason: lenientText }).nullish().catch(null),
  output: z
    .array(item.catch({ type: null, phase: null, content: null, arguments: null }))
    .nullish()
    .catch(null),
  /** What SDKs put together; some servers send it, too. */
  output_text: lenientText,
});
type ResponsesReply = z.infer<typeof responsesReply>;

/** A body of `/v1/responses`. Pure. */
export function readResponsesReply(body: unknown): VendorReply {
  const parsed = responsesReply.safeParse(body);
  if (!parsed.success) return { kind: "unreadable", found: "no object", usage: null };
  const { id, model, status, error, output, output_text } = parsed.data;
  const usage = usageFromReply(body);
  if (saysError(error)) return { kind: "error", error: { error }, usage };
  if (failedFinishes.has(status ?? "")) return { kind: "error", error: { code: status }, usage };
  const finishReason = finishOf(parsed.data);
  const isEmpty = (output ?? []).length === 0 && !isSaid(output_text);
  // What was filtered or cut off needs no output.
  if (isEmpty && needsText(finishReason)) {
    if (saysFailure(body)) return { kind: "error", error: body, usage };
    return { kind: "unreadable", found: "a response without any output", usage };
  }
  if (unended.has(status ?? "")) {
    return { kind: "unreadable", found: `a response that is ${status}`, usage };
  }
  const responseId = isSaid(id) ? id : undefined;
  const answer = answerIn(parsed.data, finishReason);
  const detail = detailOf(parsed.data.incomplete_details?.reason, answer.finishReason);
  return { kind: "answer", ...answer, ...detail, usage, model: model ?? "", responseId };
}

const unended: ReadonlySet<string> = new Set(["queued", "in_progress"]);

function answerIn(
  { output, output_text }: ResponsesReply,
  finishReason: FinishReason,
): { text: string; finishReason: FinishReason } {
  const items = output ?? [];
  const last = lastMessage(items);
  const ofType = (wanted: string) => items.filter(({ type }) => type === wanted);
  const text = answerText(last ? textOf(last.content) : (output_text ?? ""), {
    toolArguments: ofType("function_call").map((call) => call.arguments),
    reasoning: ofType("reasoning")
      .map(({ content }) => allTextOf(content))
      .join(""),
  });
  if (finishReason !== "stop") return { text, finishReason };
  if (hasRefusal(last?.content)) return { text, finishReason: "refusal" };
  const isCall = !last && ofType("function_call").length > 0;
  return { text, finishReason: isCall ? "tool-call" : "stop" };
}

/** Of several, the one that says it is the answer; else the last that is no remark on the way. */
function lastMessage(items: readonly Item[]): Item | undefined {
  const messages = items.filter(({ type }) => type === "message");
  return (
    messages.findLast(({ phase }) => phase === "final_answer") ??
    messages.findLast(({ phase }) => phase !== "commentary")
  );
}

function allTextOf(content: Item["content"]): string {
  if (typeof content === "string") return content;
  return content?.map(({ text }) => text ?? "").join("") ?? "";
}

function finishOf({ status, incomplete_details }: ResponsesReply): FinishReason {
  if (status !== "incomplete") return "stop";
  return finishReasons[incomplete_details?.reason ?? ""] ?? "other";
}
