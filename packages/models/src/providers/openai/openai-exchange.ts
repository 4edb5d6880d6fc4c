import { type HeaderEntries, vendorLimits } from "../../http/vendor-limits.ts";
import type { ModelReply } from "../../model-provider.ts";
import { ProviderError } from "../../provider-error.ts";
import {
  brokenReply,
  errorFromOpenai,
  errorFromReply,
  type OpenaiErrorContext,
  unreadableReply,
} from "./openai-errors.ts";
import { parseBody, parseJson, type Wire } from "./openai-wire.ts";

/** What came back, whatever its status. */
export interface Exchange {
  status: number;
  headers: ReplyHeaders;
  text: string;
}

/** The part of `Headers` that is used. */
export interface ReplyHeaders {
  get(name: string): string | null;
  entries(): HeaderEntries;
}

/**
 * The answer in a reply. Pure.
 *
 * @throws ProviderError where there is none, and nothing else: what came may have cost something.
 */
export function readExchange(
  exchange: Exchange,
  wire: Wire,
  context: OpenaiErrorContext,
): ModelReply {
  try {
    return answerIn(exchange, wire, context);
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    throw unreadableReply({ found: "what cannot be read", usage: null, cause }, context);
  }
}

function answerIn(
  { status, headers, text }: Exchange,
  wire: Wire,
  context: OpenaiErrorContext,
): ModelReply {
  if (status < 200 || status >= 300) {
    const body = parseJson(text) ?? text;
    throw errorFromOpenai({ status, headers: headers.entries(), body }, context);
  }
  const body = parseBody(text, wire);
  if (body === undefined) throw brokenReply(context);
  const read = wire.read(body);
  switch (read.kind) {
    case "reply":
      return { ...read.reply, ...toldByHeaders(headers, context.nowMs) };
    case "error":
      throw errorFromReply({ ...read, headers: headers.entries() }, context);
    case "unreadable":
      throw unreadableReply(read, context);
    default:
      return read satisfies never;
  }
}

const idHeaders = ["x-request-id", "request-id", "apim-request-id", "x-generation-id"];

function toldByHeaders(
  headers: ReplyHeaders,
  nowMs: number,
): Pick<ModelReply, "requestId" | "limits"> {
  const idHeader = idHeaders.find((name) => headers.get(name) !== null);
  const requestId = idHeader && headers.get(idHeader);
  const limits = vendorLimits(headers.entries(), nowMs);
  return { ...(requestId && { requestId }), ...(limits.length > 0 && { limits }) };
}
