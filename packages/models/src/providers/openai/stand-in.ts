import { openStandIn as open, piecesOf } from "../../exchange/stand-in.ts";
import type { ModelProvider } from "../../model-provider.ts";
import { createOpenaiProvider, type OpenaiMode } from "./provider.ts";

/** A provider that practises: its vendor is a server in this process, and gives every question this answer. */
export function openStandIn(
  options: { name: string; mode: OpenaiMode },
  answer: string,
): Promise<ModelProvider> {
  const create = (url: string) =>
    createOpenaiProvider({ ...options, apiKey: "stand-in", baseUrl: `${url}/v1` });
  return open(create, replies[options.mode](answer));
}

const replies: Readonly<Record<OpenaiMode, (answer: string) => string>> = {
  responses(answer) {
    const usage = { input_tokens: 100, output_tokens: 50, total_tokens: 150 };
    const content = [{ type: "output_text", text: answer, annotations: [] }];
    const output = [{ type: "message", role: "assistant", status: "completed", content }];
    const response = { object: "response", status: "completed", output, usage };
    return [
      ...piecesOf(answer).map((delta) => ({ type: "response.output_text.delta", delta })),
      { type: "response.completed", response },
    ]
      .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join("");
  },
  "chat-completions"(answer) {
    const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };
    const choice = (delta: object, finish_reason: string | null) => ({
      choices: [{ index: 0, delta, finish_reason }],
    });
    return [
      ...piecesOf(answer).map((content) => choice({ content }, null)),
      { ...choice({}, "stop"), usage },
    ]
      .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
      .concat("data: [DONE]\n\n")
      .join("");
  },
};
