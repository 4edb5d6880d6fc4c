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
  needsText,
  saysError,
  saysFailure,
  textOf,
  type VendorReply,
} from "../../exchange/reply.ts";
import type { FinishReason } from "../../model-provider.ts";
import { usageFromReply } from "./usage.ts";

/** What of a choice is read. Without a message, it is of a server that completes texts. */
interface Choice {
  finish: string;
  message: Fields | undefined;
  text: string | null;
  error: unknown;
}

/** The first choice; undefined where there is no list of them. */
function firstChoiceIn(choices: unknown): Choice | undefined {
  if (!Array.isArray(choices) || !choices.every(isFields)) return undefined;
  const [first] = choices;
  if (first === undefined) return undefined;
  const { finish_reason, message, text, error } = first;
  return {
    finish: (textIn(finish_reason) ?? "").toLowerCase(),
    message: isFields(message) ? message : undefined,
    ...{ text: textIn(text), error },
  };
}

/**
 * A body of `/v1/chat/completions`. An answer that has ended counts, whatever else is reported with it.
 * Pure.
 */
export function readChatReply(body: unknown): VendorReply {
  if (!isFields(body)) return { kind: "unreadable", found: "no object", usage: null };
  const usage = usageFromReply(body);
  const first = firstChoiceIn(body.choices);
  const text = first ? textOfChoice(first) : "";
  const error = errorIn(body, { first, text });
  if (error !== undefined) return { kind: "error", error, usage };
  if (!first) return { kind: "unreadable", found: "without any choice", usage };
  const finishReason = finishOf(first);
  const isEmpty = !first.message && !isSaid(first.text);
  // What was filtered or cut off needs no message.
  if (isEmpty && needsText(finishReason)) {
    return { kind: "unreadable", found: "a choice without a message", usage };
  }
  const id = textIn(body.id);
  const responseId = isSaid(id) ? id : undefined;
  const finish = { finishReason, ...detailOf(first.finish, finishReason) };
  return { kind: "answer", text, usage, ...finish, model: textIn(body.model) ?? "", responseId };
}

function textOfChoice({ message, text }: Choice): string {
  if (!message) return text ?? "";
  const { content, reasoning_content, reasoning, tool_calls, function_call } = message;
  const calls = Array.isArray(tool_calls) ? tool_calls.map((call) => fieldsIn(call).function) : [];
  const given = [...calls, function_call].map((call) => fieldsIn(call).arguments).filter(isGiven);
  return answerText(textOf(contentIn(content)), {
    toolArguments: given,
    reasoning: textIn(reasoning_content) ?? textIn(reasoning) ?? "",
  });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** Undefined where it says of none, or has an answer that came to its end all the same. */
function errorIn(
  body: Fields,
  { first, text }: { first?: Choice | undefined; text: string },
): unknown {
  // xAI's code is next to its error.
  const { code, error, x_groq } = body;
  const end = first && finishReasons[first.finish];
  if (end !== undefined && (!needsText(end) || isSaid(text))) return undefined;
  const told = [error, first?.error, fieldsIn(x_groq).error].find(saysError);
  if (told !== undefined) return { code, error: told };
  if (first && failedFinishes.has(first.finish)) return { code: first.finish };
  return !first && saysFailure(body) ? body : undefined;
}

function finishOf({ finish, message }: Choice): FinishReason {
  if (isSaid(textIn(message?.refusal)) || hasRefusal(contentIn(message?.content))) return "refusal";
  return finishReasons[finish] ?? "other";
}
