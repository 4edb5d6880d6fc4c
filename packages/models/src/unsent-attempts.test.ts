import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PreparedCall } from "./model-provider.ts";
import { createAnthropicProvider } from "./providers/anthropic/provider.ts";
import { createOpenaiProvider } from "./providers/openai/provider.ts";
import { sendAttempt } from "./send-attempt.ts";

// A host that accepts connections and never gets as far as TLS: no request can leave.
const server = createServer(() => undefined);
let baseUrl = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => void server.close());

const request = {
  ...{ model: "m", task: "t", instructions: "i", input: "x", maxOutputTokens: 10 },
  ...{ schema: { type: "object" }, inOnePiece: true },
};
const providers = {
  openai: () => createOpenaiProvider({ apiKey: "k", baseUrl }),
  anthropic: () => createAnthropicProvider({ name: "anthropic", apiKey: "k", baseUrl }),
};

test.each(Object.entries(providers))(
  "%s: what is given up while its connection is being made has not been sent, and costs nothing",
  async (name, create) => {
    const provider = create();
    const prepared: PreparedCall = provider.prepare(request);
    const stop = new AbortController();
    const ref = { provider: name, model: "m" };
    const timedOut = await sendAttempt(prepared, { ref, timeoutMs: 1500, signal: stop.signal });
    expect(timedOut).toMatchObject({
      kind: "failed",
      error: { code: "model_timeout" },
      outcome: "not-sent",
    });
    const stopping = sendAttempt(prepared, { ref, timeoutMs: 5000, signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    expect(await stopping).toMatchObject({
      kind: "failed",
      error: { code: "stopped" },
      outcome: "not-sent",
    });
    await provider.close?.();
  },
);
