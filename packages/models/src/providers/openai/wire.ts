import type { ReplyForm } from "../../exchange/reply-form.ts";
import type { ModelRequest } from "../../model-provider.ts";
import { readChatReply } from "./chat-reply.ts";
import { ChatJoiner } from "./chat-stream.ts";
import { type LoweringOptions, toChatRequest, toResponsesRequest } from "./request.ts";
import { readResponsesReply } from "./responses-reply.ts";
import { ResponsesJoiner } from "./responses-stream.ts";

export type OpenaiMode = "responses" | "chat-completions";

/** One of the two APIs. */
export interface Wire extends ReplyForm {
  path: string;
  toBody(request: ModelRequest, options: LoweringOptions): object;
}

export const wires: Readonly<Record<OpenaiMode, Wire>> = {
  responses: {
    path: "/responses",
    toBody: toResponsesRequest,
    read: readResponsesReply,
    joiner: () => new ResponsesJoiner(),
  },
  "chat-completions": {
    path: "/chat/completions",
    toBody: toChatRequest,
    read: readChatReply,
    joiner: () => new ChatJoiner(),
  },
};
