import { isFields } from "../../exchange/body.ts";
import { type Fields, fieldsIn, textIn } from "../../exchange/lenient.ts";
import {
  answerText,
  contentIn,
  detailOf,
  failedFinishes,
  finishReasons,
  hasRefusal,
  isSaid,
  type MessageContent,
  needsText,
  saysError,
  saysFailure,
  textOf,
  type VendorReply,
} from "../../exchange/reply.ts";
import type { FinishReason } from "../../model-provider.ts";
import { usageFromReply } from "./usage.ts";

interface Item {
  type: string | null;
  phase: string | null;
  content: MessageContent;
  /** Of a call of a function. */
  arguments: unknown;
}

/** What of a response is read. */
interface Responded {
  status: string;
  items: readonly Item[];
  /** What SDKs put together; some servers send it, too. */
  outputText: string | null;
  /** Why it is incomplete. */
  incomplete: string | null;
}

function respondedIn({ status, output, output_text, incomplete_details }: Fields): Responded {
  return {
    status: textIn(status) ?? "",
    items: Array.isArray(output) ? output.map(itemIn) : [],
    outputText: textIn(output_text),
    incomplete: textIn(fieldsIn(incomplete_details).reason),
  };
}

function itemIn(value: unknown): Item {
  const { type, phase, content, arguments: given = null } = fieldsIn(value);
  return {
    type: textIn(type),
    phase: textIn(phase),
    content: contentIn(content),
    arguments: given,
  };
}

/** A body of `/v1/responses`. Pure. */
export function readResponsesReply(body: unknown): VendorReply {
  if (!isFields(body)) return { kind: "unreadable", found: "no object", usage: null };
  const { id, model, error } = body;
  const responded = respondedIn(body);
  const { status, items, outputText } = responded;
  const usage = usageFromReply(body);
  if (saysError(error)) return { kind: "error", error: { error }, usage };
  if (failedFinishes.has(status)) return { kind: "error", error: { code: status }, usage };
  const finishReason = finishOf(responded);
  const isEmpty = items.length === 0 && !isSaid(outputText);
  // What was filtered or cut off needs no output.
  if (isEmpty && needsText(finishReason)) {
    if (saysFailure(body)) return { kind: "error", error: body, usage };
    return { kind: "unreadable", found: "a response without any output", usage };
  }
  if (unended.has(status)) {
    return { kind: "unreadable", found: `a response that is ${status}`, usage };
  }
  const named = textIn(id);
  const responseId = isSaid(named) ? named : undefined;
  const answer = answerIn(responded, finishReason);
  const detail = detailOf(responded.incomplete, answer.finishReason);
  return { kind: "answer", ...answer, ...detail, usage, model: textIn(model) ?? "", responseId };
}

const unended: ReadonlySet<string> = new Set(["queued", "in_progress"]);

function answerIn(
  { items, outputText }: Responded,
  finishReason: FinishReason,
): { text: string; finishReason: FinishReason } {
  const last = lastMessage(items);
  const ofType = (wanted: string) => items.filter(({ type }) => type === wanted);
  const text = answerText(last ? textOf(last.content) : (outputText ?? ""), {
    toolArguments: ofType("function_call").map((call) => call.arguments),
    reasoning: ofType("reasoning")
      .map(({ content }) => allTextOf(content))
      .join(""),
  });
  if (finishReason !== "stop") return { text, finishReason };
  if (last && hasRefusal(last.content)) return { text, finishReason: "refusal" };
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

function finishOf({ status, incomplete }: Responded): FinishReason {
  if (status !== "incomplete") return "stop";
  return finishReasons[incomplete ?? ""] ?? "other";
}
