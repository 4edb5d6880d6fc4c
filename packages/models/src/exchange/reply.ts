import { z } from "zod";
import type { FinishReason, ModelFinish, TokenUsage } from "../model-provider.ts";
import { fieldsIn, textIn } from "./lenient.ts";

/** A reply of status 200, as far as its body says. */
export type VendorReply =
  | VendorAnswer
  /** It says that it failed. */
  | { kind: "error"; error: unknown; usage: TokenUsage | null }
  /** It is not an answer, and does not say why. */
  | { kind: "unreadable"; found: string; usage: TokenUsage | null };

export type VendorAnswer = ModelFinish & {
  kind: "answer";
  text: string;
  usage: TokenUsage | null;
};

/** A field that may be anything: if it cannot be read, the rest is not lost. */
export const lenientText = z.string().nullish().catch(null);

/** A part of a message. */
interface ContentPart {
  type: string | null;
  text: string | null;
  refusal: string | null;
}

/** A message's content in both APIs: a text, or parts. */
export type MessageContent = string | readonly ContentPart[] | null;

/** Null where it is neither. Pure. */
export function contentIn(value: unknown): MessageContent {
  if (Array.isArray(value)) return value.map(partIn);
  return textIn(value);
}

/** Some send plain texts among parts. */
function partIn(value: unknown): ContentPart {
  if (typeof value === "string") return { type: "text", text: value, refusal: null };
  const { type, text, refusal } = fieldsIn(value);
  return { type: textIn(type), text: textIn(text), refusal: textIn(refusal) };
}

const answerParts = new Set(["text", "output_text", null]);

/** The part of a content that is the answer: not what was thought before it. */
export function textOf(content: MessageContent): string {
  if (typeof content === "string") return content;
  const parts = content?.filter(({ type }) => answerParts.has(type)) ?? [];
  return parts.map(({ text }) => text ?? "").join("");
}

export function hasRefusal(content: MessageContent): boolean {
  return typeof content !== "string" && (content ?? []).some(({ refusal }) => isSaid(refusal));
}

export function isSaid(text: string | null | undefined): text is string {
  return typeof text === "string" && text.trim() !== "";
}

/** If there is no text of the answer's own, what may replace it. */
export interface InsteadOfText {
  /** Arguments of tool calls: a gateway has turned our schema into a tool. */
  toolArguments: readonly unknown[];
  /** Some servers mistake an answer for thinking that has no closing mark. */
  reasoning: string;
}

export function answerText(text: string, { toolArguments, reasoning }: InsteadOfText): string {
  if (isSaid(text)) return text;
  const [only] = toolArguments;
  if (toolArguments.length === 1 && only !== undefined && only !== null) {
    return typeof only === "string" ? only : JSON.stringify(only);
  }
  return isObjectText(reasoning) ? reasoning : text;
}

function isObjectText(text: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return false;
  try {
    JSON.parse(trimmed);
    return true;
  } catch {
    // Thoughts may have braces around them, too.
    return false;
  }
}

/** Whether a body's `error` says anything: some gateways fill in every field, and mean nothing. */
export function saysError(error: unknown): boolean {
  if (typeof error === "string") return isSaid(error);
  if (typeof error !== "object" || error === null) return error === true;
  return Object.values(error).some((value) => value !== null && value !== "" && value !== 0);
}

/** Gateways that always reply with 200 say in their own words that they failed. */
export function saysFailure(body: unknown): boolean {
  const said = failure.safeParse(body);
  if (!said.success) return false;
  const { object, type, success, errors, base_resp, message, msg, detail } = said.data;
  return (
    object === "error" ||
    type === "error" ||
    success === false ||
    saysError(errors) ||
    (base_resp?.status_code ?? 0) !== 0 ||
    [message, msg, detail].some(isSaid)
  );
}

const failure = z.object({
  object: lenientText,
  type: lenientText,
  success: z.unknown().optional(),
  errors: z.unknown().optional(),
  base_resp: z.object({ status_code: z.number() }).nullish().catch(null),
  message: lenientText,
  msg: lenientText,
  detail: lenientText,
});

/** How the vendors that speak these APIs name an ending. Undefined if it is not one. */
export const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  eos: "stop",
  eos_token: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  completed: "stop",
  length: "length",
  max_tokens: "length",
  max_output_tokens: "length",
  // Mistral: of what the model can hold.
  model_length: "context-length",
  model_context_window_exceeded: "context-length",
  tool_calls: "tool-call",
  tool_use: "tool-call",
  function_call: "tool-call",
  pause_turn: "paused",
  content_filter: "content-filter",
  safety: "content-filter",
  recitation: "content-filter",
  prohibited_content: "content-filter",
  sensitive: "content-filter",
  refusal: "refusal",
};

/** Endings that require a text. */
export function needsText(reason: FinishReason): boolean {
  return reason === "stop" || reason === "tool-call" || reason === "paused" || reason === "other";
}

/** The vendor's word, if ours does not say it all. */
export function detailOf(
  word: string | null | undefined,
  finishReason: FinishReason,
): { finishDetail?: string } {
  const told = word?.trim().toLowerCase().slice(0, 100) ?? "";
  return told === "" || told.replaceAll("_", "-") === finishReason ? {} : { finishDetail: told };
}

/** Endings that are failures of the model's side. */
export const failedFinishes: ReadonlySet<string> = new Set([
  ...["error", "failed", "network_error", "abort", "cancelled", "insufficient_system_resource"],
]);
