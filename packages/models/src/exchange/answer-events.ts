import type { HttpReply } from "@fieldwork/http";
import { vendorLimits } from "../http/vendor-limits.ts";
import type { ModelEvent, ModelFinish } from "../model-provider.ts";
import { ProviderError } from "../provider-error.ts";
import { BodyReader, parseJson } from "./body.ts";
import { readErrorBody } from "./error-body.ts";
import {
  brokenReply,
  type ErrorContext,
  errorFromRefusal,
  errorFromReply,
  unreadableReply,
} from "./errors.ts";
import type { VendorAnswer } from "./reply.ts";
import type { ReplyForm } from "./reply-form.ts";

export interface AnswerOptions {
  form: ReplyForm;
  context: ErrorContext;
  /** That of the request as well. */
  signal: AbortSignal;
  /** Nobody waits for its beginning. */
  inOnePiece?: boolean | undefined;
}

/** What a reply says before its body. */
export type ReplyHead = Pick<HttpReply, "status" | "headers">;

/**
 * The answer in a good reply, as it arrives.
 *
 * @throws ProviderError if there is none: what came may have cost something.
 */
export async function* answerEvents(
  reply: HttpReply,
  { form, context, signal, inOnePiece = false }: AnswerOptions,
): AsyncGenerator<ModelEvent> {
  const reader = new BodyReader(form.joiner());
  let streamed = "";
  try {
    if (inOnePiece && isJson(reply)) reader.push(await reply.text());
    else
      for await (const piece of reply.pieces(signal)) {
        const text = reader.push(piece);
        if (text === "") continue;
        streamed += text;
        yield { kind: "text", text };
      }
  } catch (cause) {
    if (!reader.isWhole) throw cause;
  }
  const { text, usage, ...ended } = readAnswer({ reply, body: reader.body() }, form, context);
  const rest = text.startsWith(streamed) ? text.slice(streamed.length) : undefined;
  if (rest === undefined) yield { kind: "text", text, replaces: true };
  else if (rest !== "") yield { kind: "text", text: rest };
  if (usage) yield { kind: "usage", usage };
  yield { ...ended, kind: "finish" };
}

function isJson({ headers }: ReplyHead): boolean {
  return headers.get("content-type")?.startsWith("application/json") ?? false;
}

/**
 * The answer in the body of a good reply; undefined if it is neither JSON nor a stream with an end.
 * Pure.
 *
 * @throws ProviderError if there is none, and nothing else: what came may have cost something.
 */
export function readAnswer(
  { reply, body }: { reply: ReplyHead; body: unknown },
  form: ReplyForm,
  context: ErrorContext,
): VendorAnswer {
  if (body === undefined) throw brokenReply(context);
  try {
    return answerIn(body, reply.headers, { form, context });
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    throw unreadableReply({ found: "something unreadable", usage: null, cause }, context);
  }
}

function answerIn(
  body: unknown,
  headers: HttpReply["headers"],
  { form, context }: { form: ReplyForm; context: ErrorContext },
): VendorAnswer {
  const read = form.read(body);
  switch (read.kind) {
    case "answer":
      return { ...read, ...hintsOfHeaders(headers, context.nowMs) };
    case "error":
      throw errorFromReply({ ...read, headers: headers.entries() }, context);
    case "unreadable":
      throw unreadableReply(read, context);
    default:
      return read satisfies never;
  }
}

/** The body of a refusal, as far as it can be read: its status and its headers say enough. */
export async function refusalText(reply: HttpReply): Promise<string> {
  try {
    return await reply.text();
  } catch {
    return "";
  }
}

/** What a reply with a status other than 200 says. Pure. */
export function readRefusal(
  { status, headers }: ReplyHead,
  text: string,
  context: ErrorContext,
): ProviderError {
  try {
    const body = parseJson(text) ?? text;
    return errorFromRefusal({ status, headers: headers.entries(), body }, context);
  } catch (cause) {
    return unreadableReply({ found: "something unreadable", usage: null, cause }, context);
  }
}

/** Whether the refusal is about streaming the answer, or about reporting its usage then. Pure. */
export function refusesStreaming({ status }: ReplyHead, text: string): boolean {
  if (status < 400 || status >= 500 || status === 429) return false;
  const { param = "", message } = readErrorBody(parseJson(text) ?? text);
  return param.startsWith("stream") || /\bstream(?:s|ing|ed|_options)?\b/i.test(message);
}

const idHeaders = ["x-request-id", "request-id", "apim-request-id", "x-generation-id"];

function hintsOfHeaders(
  headers: HttpReply["headers"],
  nowMs: number,
): Pick<ModelFinish, "requestId" | "limits"> {
  const idHeader = idHeaders.find((name) => headers.get(name) !== null);
  const requestId = idHeader && headers.get(idHeader);
  const limits = vendorLimits(headers.entries(), nowMs);
  return { ...(requestId && { requestId }), ...(limits.length > 0 && { limits }) };
}
