import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ModelProvider } from "../../model-provider.ts";
import { createOpenaiProvider, type OpenaiMode } from "./provider.ts";

/**
 * A provider whose vendor is a server in this process: on the same way as every call, it gives each
 * question the same answer. Nothing leaves the machine. `close` ends the server as well.
 */
export async function openStandIn(
  options: { name: string; mode: OpenaiMode },
  answer: string,
): Promise<ModelProvider> {
  const reply = replies[options.mode](answer);
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.setHeader("content-type", "text/event-stream");
      response.end(reply);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const provider = createOpenaiProvider({
    ...options,
    apiKey: "stand-in",
    baseUrl: `http://127.0.0.1:${port}/v1`,
  });
  return {
    ...provider,
    async close() {
      await provider.close?.();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
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

/** As a model gives its answer, a few characters at a time. */
function piecesOf(answer: string): string[] {
  return answer.match(/.{1,8}/gs) ?? [];
}
