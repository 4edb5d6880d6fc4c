import { testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { collectReply } from "./collect-reply.ts";
import type { Exchange } from "./exchange/exchange.ts";
import type { AttemptRecord } from "./model-layer.ts";
import { invoiceVoices } from "./prices/testing/invoice-voices.ts";
import { type InvoicedReply, invoicedCall } from "./prices/testing/invoiced-call.ts";
import { createDeployments } from "./providers/deployments.ts";
import { never, questionOf } from "./testing/contract/open-trial.ts";

const key = "open-sesame-and-twice-around";
const usages = {
  responses: { input_tokens: 9, output_tokens: 3 },
  chat: { prompt_tokens: 9, completion_tokens: 3 },
  anthropic: { input_tokens: 9, output_tokens: 3 },
  gemini: { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 },
  mistral: { prompt_tokens: 9, completion_tokens: 3 },
} as const;
const answer = JSON.stringify({
  summary: { value: "It makes pumps.", confidence: 0.9, evidence: "Pumps for mines." },
});
const names = ["responses", "chat", "anthropic", "gemini", "mistral"] as const;

describe.each(names)("what is captured of a call by %s", (name) => {
  const voice = invoiceVoices[name];
  const usage = usages[name];

  async function captured(replies: readonly InvoicedReply[]) {
    const told: (Exchange & Pick<AttemptRecord, "attempt" | "outcome">)[] = [];
    const kept = {
      onAttempt({ attempt, outcome }: AttemptRecord, exchanges: readonly Exchange[]) {
        told.push(...exchanges.map((exchange) => ({ attempt, outcome, ...exchange })));
      },
    };
    const call = await invoicedCall(voice, replies, { kept });
    for (const { request } of told) expect(request).toContain("Pumps for mines.");
    expect(told.map(({ request }) => Buffer.byteLength(request))).toEqual(call.bodyBytes);
    return told.map(({ request: _, ...rest }) => rest);
  }

  test("is the request and the reply of each attempt, word for word", async () => {
    const bodies = ["It makes pumps.", answer].map((text) => voice.whole(text, "stop", usage));
    expect(await captured(bodies.map((body) => ({ body })))).toEqual([
      { attempt: 1, outcome: "unreadable", status: 200, reply: JSON.stringify(bodies[0]) },
      { attempt: 2, outcome: "clean", status: 200, reply: JSON.stringify(bodies[1]) },
    ]);
  });

  test("is a stream as far as it came", async () => {
    const events = voice.events(answer, usage);
    const [cut] = await captured([{ cutAfter: events.slice(0, 1), how: "broken" }]);
    expect(cut).toMatchObject({ attempt: 1, status: 200 });
    expect(cut?.reply).toContain(JSON.stringify(events[0]));
    const [whole] = await captured([{ events }]);
    for (const event of events) expect(whole?.reply).toContain(JSON.stringify(event));
  });

  test("is a refusal without the key that it repeats", async () => {
    const body = { error: { message: `Incorrect API key provided: ${key}`, type: "auth" } };
    const [refused] = await captured([{ status: 401, body }]);
    expect(refused).toMatchObject({ status: 401 });
    expect(refused?.reply).toContain("Incorrect API key provided: [secret]");
  });

  test("is a request without any reply", async () => {
    expect(await captured([])).toMatchObject([{ attempt: 1, status: null, reply: "" }]);
  });
});

test("of a provider with several keys, each request is captured, whichever key it went by", async () => {
  const replies = [
    new Response('{"error":{"message":"no such key"}}', { status: 401 }),
    Response.json(invoiceVoices.responses.whole("{}", "stop", usages.responses)),
  ];
  const send = async () => replies.shift() ?? Response.error();
  const [first, second] = [invoiceVoices.responses.open(send), invoiceVoices.responses.open(send)];
  const provider = createDeployments([first, second], { logger: testLogger() });
  const told: Exchange[] = [];
  const call = provider.prepare({ ...questionOf("gpt-6-luna"), inOnePiece: true });
  await collectReply(call.send(never, (exchange) => void told.push(exchange)));
  expect(told.map(({ status }) => status)).toEqual([401, 200]);
  expect(told[0]?.reply).toContain("no such key");
});

test("a capture that cannot be kept costs nobody an answer", async () => {
  const kept = {
    onAttempt() {
      throw new Error("no room");
    },
  };
  const body = invoiceVoices.responses.whole(answer, "stop", usages.responses);
  const { toldNanoUsd } = await invoicedCall(invoiceVoices.responses, [{ body }], { kept });
  expect(toldNanoUsd).toBeGreaterThan(0n);
});
