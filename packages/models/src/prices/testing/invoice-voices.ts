import type { ModelProvider } from "../../model-provider.ts";
import { createAnthropicProvider } from "../../providers/anthropic/provider.ts";
import { createGeminiProvider } from "../../providers/gemini/provider.ts";
import { createMistralProvider } from "../../providers/mistral/provider.ts";
import { createOpenaiProvider } from "../../providers/openai/provider.ts";

/** How an answer ends, in the words of no vendor. */
export type Ending = "stop" | "refused" | "cut-by-cap";

/** One vendor's replies, as its documentation has them, and a provider that is answered by them. */
export interface InvoiceVoice {
  /** As a route names it. */
  model: string;
  open(send: typeof fetch): ModelProvider;
  /** A body in one piece. */
  whole(text: string, ending: Ending, usage: object): object;
  /** The events of the same answer; the usage of the end stands in the last ones. */
  events(text: string, usage: object): object[];
}

const access = { apiKey: "open-sesame-and-twice-around" };

const responses: InvoiceVoice = {
  model: "openai/gpt-6-luna",
  open: (send) => createOpenaiProvider({ ...access, mode: "responses", fetch: send }),
  whole: (text, ending, usage) => ({
    ...{ id: "resp_1", object: "response", model: "gpt-6-luna", error: null },
    status: ending === "cut-by-cap" ? "incomplete" : "completed",
    incomplete_details: ending === "cut-by-cap" ? { reason: "max_output_tokens" } : null,
    output: [
      {
        ...{ type: "message", role: "assistant" },
        content: [
          ending === "refused" ? { type: "refusal", refusal: text } : { type: "output_text", text },
        ],
      },
    ],
    usage,
  }),
  events: (text, usage) => [
    { type: "response.created", response: { id: "resp_1", status: "in_progress", usage: null } },
    { type: "response.output_text.delta", delta: text },
    { type: "response.completed", response: responses.whole(text, "stop", usage) },
  ],
};

const chatEnds = { stop: "stop", refused: "content_filter", "cut-by-cap": "length" } as const;

/** Chat Completions, and Mistral, whose replies have the same form. */
function chat(model: string, open: InvoiceVoice["open"]): InvoiceVoice {
  const of = { id: "chat_1", model };
  return {
    ...{ model, open },
    whole: (content, ending, usage) => ({
      ...{ ...of, object: "chat.completion", usage },
      choices: [{ index: 0, finish_reason: chatEnds[ending], message: { content } }],
    }),
    events: (content, usage) => [
      { ...of, choices: [{ index: 0, delta: { content } }] },
      { ...of, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { ...of, choices: [], usage },
    ],
  };
}

const messageEnds = { stop: "end_turn", refused: "refusal", "cut-by-cap": "max_tokens" } as const;

const anthropic: InvoiceVoice = {
  model: "anthropic/claude-haiku-5-5",
  open: (send) => createAnthropicProvider({ ...access, name: "anthropic", fetch: send }),
  whole: (text, ending, usage) => ({
    ...{ id: "msg_1", type: "message", model: "claude-haiku-5-5", usage },
    ...{ content: [{ type: "text", text }], stop_reason: messageEnds[ending] },
  }),
  // Its first event tells of the input, as if one token of output had been written.
  events: (text, usage) => [
    {
      type: "message_start",
      message: { ...{ id: "msg_1", content: [] }, usage: { ...usage, output_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage },
    { type: "message_stop" },
  ],
};

const geminiEnds = { stop: "STOP", refused: "SAFETY", "cut-by-cap": "MAX_TOKENS" } as const;

const gemini: InvoiceVoice = {
  model: "gemini/gemini-3.1-flash-lite",
  open: (send) => createGeminiProvider({ ...access, name: "gemini", fetch: send }),
  whole: (text, ending, usage) => ({
    candidates: [{ content: { parts: [{ text }] }, finishReason: geminiEnds[ending] }],
    ...{ usageMetadata: usage, modelVersion: "gemini-3.1-flash-lite" },
  }),
  // It counts with every piece.
  events: (text, usage) => [
    {
      candidates: [{ content: { parts: [{ text }] } }],
      usageMetadata: { ...usage, candidatesTokenCount: 1 },
    },
    gemini.whole("", "stop", usage),
  ],
};

export const invoiceVoices = {
  responses,
  chat: chat("groq/llama-4-scout", (send) =>
    createOpenaiProvider({ ...access, name: "groq", mode: "chat-completions", fetch: send }),
  ),
  anthropic,
  gemini,
  mistral: chat("mistral/mistral-small-2603", (send) =>
    createMistralProvider({ ...access, name: "mistral", fetch: send }),
  ),
};
