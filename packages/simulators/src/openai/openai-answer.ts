import { hash } from "node:crypto";
import type { Call } from "../core/routes.ts";
import { fillSchema } from "./fill-schema.ts";
import { distort, type Misbehaviour, misbehaviourOf } from "./openai-misbehaviour.ts";
import type { Question } from "./openai-request.ts";
import type { TokenCounts } from "./openai-tokens.ts";
import { readInput } from "./read-input.ts";
import { sentencesOf } from "./sentences.ts";

export interface Answer {
  text: string;
  finish: "stop" | "length" | "refusal" | "content-filter";
  tokens: TokenCounts;
  misbehaviour: Misbehaviour | undefined;
  note: OpenaiCallNote;
}

/** Kept in the books with each call that was answered. */
export interface OpenaiCallNote {
  model: string;
  turn: Question["turn"];
  /** Over the body as it came. */
  requestHash: string;
  /** Over the user's first turn. */
  inputHash: string;
  finish: Answer["finish"];
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  /** Reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
}

export const refusalText = "I'm sorry, but I can't assist with that request.";

export function answerQuestion(
  { body, vendorFaults }: Pick<Call, "body" | "vendorFaults">,
  question: Question,
  countTokens: (question: Question, body: string, text: string) => TokenCounts,
): Answer {
  const { model, turn, schema, userTexts, maxOutputTokens } = question;
  const reading = readInput(userTexts);
  const misbehaviour = misbehaviourOf(vendorFaults);
  const whole = schema
    ? distort(fillSchema(schema, reading), misbehaviour, schema)
    : sentencesOf(reading.text, { maxSentences: 2, maxChars: 400 });
  const counted = countTokens(question, body, whole);
  const isCut = misbehaviour === "length" || counted.outputTokens > maxOutputTokens;
  const finish = isCut ? "length" : finishOf(misbehaviour);
  const tokens = isCut ? cutTokens(counted, maxOutputTokens) : counted;
  return {
    text: isCut ? cutText(whole, tokens) : whole,
    finish,
    tokens,
    misbehaviour,
    note: {
      ...{ model, turn, requestHash: hash("sha256", body).slice(0, 32) },
      ...{ inputHash: reading.inputHash, finish, ...tokens },
    },
  };
}

function finishOf(misbehaviour: Misbehaviour | undefined): Answer["finish"] {
  return misbehaviour === "refusal" || misbehaviour === "content-filter" ? misbehaviour : "stop";
}

function cutTokens(counted: TokenCounts, maxOutputTokens: number): TokenCounts {
  const outputTokens = Math.min(maxOutputTokens, Math.floor(counted.outputTokens / 2));
  const reasoningTokens = Math.min(counted.reasoningTokens, outputTokens);
  return { ...counted, outputTokens, reasoningTokens };
}

function cutText(whole: string, { outputTokens, reasoningTokens }: TokenCounts): string {
  return whole.slice(0, Math.min(whole.length - 1, (outputTokens - reasoningTokens) * 3));
}
