import type { HttpReply } from "@fieldwork/http";
import { describe, expect, test } from "vitest";
import type { ModelEvent } from "../model-provider.ts";
import { wires } from "../providers/openai/wire.ts";
import { answerEvents } from "./answer-events.ts";

const context = { provider: "p", model: "m", nowMs: 0, secrets: [] };

async function eventsOf(body: string, inOnePiece = false): Promise<ModelEvent[]> {
  const contentType = inOnePiece ? "application/json" : "text/event-stream";
  const reply: HttpReply = {
    status: 200,
    headers: new Headers({ "content-type": contentType }),
    async *pieces() {
      yield body;
    },
    text: async () => body,
  };
  const signal = new AbortController().signal;
  const events: ModelEvent[] = [];
  const form = wires["chat-completions"];
  for await (const one of answerEvents(reply, { form, context, signal, inOnePiece }))
    events.push(one);
  return events;
}
const textOf = (events: readonly ModelEvent[]) =>
  events.map((one) => (one.kind === "text" ? one.text : "")).join("");

describe("a byte order mark before a reply belongs to no text", () => {
  const reply = {
    ...{ id: "1", model: "m", usage: { prompt_tokens: 5, completion_tokens: 2 } },
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "{}" } }],
  };
  test("whole", async () => {
    expect(textOf(await eventsOf(`\ufeff${JSON.stringify(reply)}`, true))).toBe("{}");
  });
  test("streamed", async () => {
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const stream = chunk({ content: '{"a":1,' }, null) + chunk({ content: '"b":2}' }, "stop");
    expect(textOf(await eventsOf(`\ufeff${stream}data: [DONE]\n\n`))).toBe('{"a":1,"b":2}');
  });
});

test("a Groq stream that ends after its first chunk is broken, and no empty answer", async () => {
  const first = {
    ...{ id: "chatcmpl-1", model: "llama-3.3-70b", x_groq: { id: "req_1" } },
    choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
  };
  await expect(eventsOf(`data: ${JSON.stringify(first)}\n\n`)).rejects.toMatchObject({
    reason: "broken",
  });
});
