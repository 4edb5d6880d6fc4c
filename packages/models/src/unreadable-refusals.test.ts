import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAnthropicProvider } from "./providers/anthropic/provider.ts";
import { createOpenaiProvider } from "./providers/openai/provider.ts";
import { sendAttempt } from "./send-attempt.ts";

// Under load, balancers cut connections behind the head of a refusal; others compress wrongly.
const server = createServer((incoming, response) => {
  incoming.resume();
  const isGarbled = incoming.url?.includes("garbled");
  const headers = { "retry-after": "30", "content-type": "application/json" };
  if (isGarbled) {
    response.writeHead(429, { ...headers, "content-encoding": "gzip" }).end("{}");
    return;
  }
  response.writeHead(429, { ...headers, "content-length": "500" });
  response.write('{"error":{"message":"Rate lim', () => response.destroy());
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const request = {
  ...{ model: "m", task: "t", instructions: "i", input: "x", maxOutputTokens: 10 },
  ...{ schema: { type: "object" }, inOnePiece: true },
};
const cases = ["cut", "garbled"].flatMap((how) => [
  [
    how,
    "openai",
    () => createOpenaiProvider({ apiKey: "k", baseUrl: `${origin}/${how}` }),
  ] as const,
  [
    how,
    "anthropic",
    () => createAnthropicProvider({ name: "anthropic", apiKey: "k", baseUrl: `${origin}/${how}` }),
  ] as const,
]);

test.each(cases)(
  "a refusal whose body is %s is a refusal all the same: by its status it cost nothing, and by its head it says when to come back (%s)",
  async (_, name, create) => {
    const provider = create();
    const ref = { provider: name, model: "m" };
    const signal = new AbortController().signal;
    const sent = await sendAttempt(provider.prepare(request), { ref, timeoutMs: 5000, signal });
    expect(sent).toMatchObject({
      ...{ kind: "failed", outcome: "rejected" },
      error: { reason: "rate-limited", retryAfterMs: 30_000 },
    });
    await provider.close?.();
  },
);
