import { hash } from "node:crypto";
import type { Call } from "../core/routes.ts";
import { fillSchema } from "./fill-schema.ts";
import { asObject, type JsonSchema } from "./json-schema.ts";
import { onceForSchema } from "./known-schema.ts";
import { distort, type Misbehaviour } from "./misbehaviour.ts";
import { obeyRecord } from "./obey-record.ts";
import { type OddText, withOddText } from "./odd-text.ts";
import type { Question } from "./question.ts";
import { type Reading, readInput } from "./read-input.ts";
import { forRecentTexts } from "./recent.ts";
import { sentencesOf } from "./sentences.ts";
import type { TokenCounts } from "./tokens.ts";

export interface Answer {
  text: string;
  finish: "stop" | "length" | "refusal" | "content-filter";
  tokens: TokenCounts;
  misbehaviour: Misbehaviour | undefined;
  note: ModelCallNote;
}

/** Kept in the books with each call that was answered, and so charged for. */
export interface ModelCallNote {
  model: string;
  /** The end of the key that it came with. */
  apiKey: string;
  turn: Question["turn"];
  /** Over the user's first turn. */
  inputHash: string;
  /** Over all that makes an answer: model, instructions, schema and the user's first turn. */
  questionHash: string;
  /** How the answer was made to go wrong. */
  misbehaviour?: Misbehaviour;
  finish: Answer["finish"];
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  /** Reasoning included. */
  outputTokens: number;
  reasoningTokens: number;
}

export const refusalText = "I'm sorry, but I can't assist with that request.";

interface AnswerOptions {
  misbehaviour: Misbehaviour | undefined;
  oddText: OddText | undefined;
  countTokens(question: Question, body: string, text: string): TokenCounts;
}

export function answerQuestion(
  { body, caller }: Pick<Call, "body" | "caller">,
  question: Question,
  { misbehaviour, oddText, countTokens }: AnswerOptions,
): Answer {
  const { model, turn, userTexts, maxOutputTokens, tool } = question;
  const schema = question.schema ?? schemaToldIn(question.instructions);
  const reading = readInput(userTexts);
  const filled = (form: JsonSchema) => {
    const answer = fillSchema(form, reading);
    return misbehaviour === "obeys-record" ? obeyRecord(answer, question, reading) : answer;
  };
  const whole = schema
    ? distort(withOddText(filled(schema), oddText), misbehaviour, schema)
    : sentencesOf(reading.text, { maxSentences: 2, maxChars: 400 });
  const reasons = question.reasons || misbehaviour === "reasoning-outside";
  const counted = countTokens({ ...question, reasons }, body, whole);
  const isCut = misbehaviour === "length" || counted.outputTokens > maxOutputTokens;
  const finish = isCut ? "length" : finishOf(misbehaviour);
  const tokens = isCut ? cutTokens(counted, maxOutputTokens) : counted;
  return {
    text: isCut ? cutText(whole, tokens) : whole,
    finish,
    tokens,
    misbehaviour: misbehaviour ?? (tool === undefined ? undefined : "tool-call"),
    note: {
      ...{ model, apiKey: caller.id, turn },
      ...{ inputHash: reading.inputHash, questionHash: questionHash(question, reading) },
      ...(misbehaviour && { misbehaviour }),
      ...{ finish, ...tokens },
    },
  };
}

/** A model that is told a form in words answers in it. */
function schemaToldIn(instructions: string): JsonSchema | undefined {
  const line = instructions.split("\n").findLast((one) => one.startsWith('{"type":"object"'));
  if (line === undefined) return undefined;
  try {
    return asObject(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function questionHash({ model, instructions, schema }: Question, { inputHash }: Reading): string {
  const form = schema ? schemaHash(schema) : null;
  return shortHash(JSON.stringify([model, instructionsHash(instructions), form, inputHash]));
}

const instructionsHash = forRecentTexts(shortHash);
const schemaHash = onceForSchema((schema) => shortHash(JSON.stringify(schema)));

function shortHash(text: string): string {
  return hash("sha256", text).slice(0, 32);
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
