import type { ModelRequest } from "../../model-provider.ts";
import { readChatReply } from "./openai-chat-reply.ts";
import type { OpenaiReply } from "./openai-reply.ts";
import { type LoweringOptions, toChatRequest, toResponsesRequest } from "./openai-request.ts";
import { readResponsesReply } from "./openai-responses-reply.ts";
import { joinChatChunks, joinResponseEvents, readEvents } from "./openai-stream.ts";

export type OpenaiMode = "responses" | "chat-completions";

/** One of the two APIs. */
export interface Wire {
  path: string;
  toBody(request: ModelRequest, options: LoweringOptions): object;
  read(body: unknown): OpenaiReply;
  /** A body as it would be if it had not been streamed; undefined when it has no end. */
  join(events: readonly unknown[]): unknown;
}

export const wires: Readonly<Record<OpenaiMode, Wire>> = {
  responses: {
    path: "/responses",
    toBody: toResponsesRequest,
    read: readResponsesReply,
    join: joinResponseEvents,
  },
  "chat-completions": {
    path: "/chat/completions",
    toBody: toChatRequest,
    read: readChatReply,
    join: joinChatChunks,
  },
};

/** What a body says; undefined when it is neither JSON nor a stream with an end. Pure. */
export function parseBody(text: string, wire: Wire): unknown {
  const body = parseJson(text);
  if (body !== undefined) return body;
  const events = readEvents(text);
  return events && wire.join(events);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text around its mistake; no JSON is a fact of its own.
    return undefined;
  }
}
