import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openSimulated as open, problemsWith } from "./open-simulated-openai.ts";
import type { OddReply } from "./openai-odd-replies.ts";

type Json = Record<string, unknown>;

async function bodyOf(call: { asResponse(): Promise<Response> }): Promise<string> {
  return await (await call.asResponse()).text();
}

describe("simulated OpenAI, told to answer in an odd shape", () => {
  test.each<[OddReply, (choice: Json, answer: string) => void]>([
    [
      "content-parts",
      ({ message }, text) =>
        expect(message).toMatchObject({ content: [{ type: "thinking" }, { type: "text", text }] }),
    ],
    [
      "json-in-reasoning",
      ({ message }, text) =>
        expect(message).toMatchObject({ content: null, reasoning_content: text }),
    ],
    [
      "tool-call",
      ({ message }, text) =>
        expect(message).toMatchObject({ tool_calls: [{ function: { arguments: text } }] }),
    ],
    ["null-message", ({ message }) => expect(message).toBeNull()],
    ["no-message", (choice) => expect(choice).not.toHaveProperty("message")],
    [
      "upstream-error",
      (choice) => expect(choice).toMatchObject({ finish_reason: "error", error: { code: 502 } }),
    ],
    ["several-messages", ({ message }, text) => expect(message).toMatchObject({ content: text })],
  ])("answers a completion with %s, keeps its usage and charges for it", async (how, check) => {
    const { simulator, chat } = await open();
    const good = (await chat()).choices[0]?.message.content ?? "";
    await simulator.misbehave(how);
    const body = JSON.parse(await bodyOf(chat()));
    check(body.choices[0], good);
    expect(body.usage.total_tokens).toBeGreaterThan(0);
    expect(Object.values(await simulator.usage())).toMatchObject([{ calls: 2 }]);
    const isPublished = how === "tool-call" || how === "several-messages";
    const problems = problemsWith("CreateChatCompletionResponse", body);
    expect(problems.length === 0).toBe(isPublished);
  });

  test.each<[OddReply, unknown]>([
    ["empty-choices", { choices: [] }],
    ["null-choices", { choices: null }],
    ["error-beside", { error: { code: 502 }, choices: [{ finish_reason: null }] }],
  ])("answers a completion with %s", async (how, expected) => {
    const { simulator, chat } = await open();
    await simulator.misbehave(how);
    expect(JSON.parse(await bodyOf(chat()))).toMatchObject(expected as object);
  });

  test.each<[OddReply, unknown]>([
    [
      "several-messages",
      [
        { type: "message", phase: "commentary" },
        { type: "message", phase: "final_answer" },
      ],
    ],
    ["content-parts", [{ content: [{ type: "output_text" }, { type: "output_text" }] }]],
    ["json-in-reasoning", [{ type: "reasoning", content: [{ type: "reasoning_text" }] }]],
    ["tool-call", [{ type: "function_call" }]],
    ["empty-choices", []],
  ])("answers a response with %s, as is published", async (how, output) => {
    const { simulator, respond } = await open();
    await simulator.misbehave(how);
    const body = JSON.parse(await bodyOf(respond()));
    expect(body.output).toMatchObject(output as object[]);
    expect(problemsWith("Response", body)).toEqual([]);
  });

  test("streams what was not to be streamed, in published events", async () => {
    const { simulator, chat, respond } = await open();
    const good = (await chat()).choices[0]?.message.content;
    await simulator.misbehave("streamed", { times: 2 });
    const chunks = eventsOf(await bodyOf(chat()));
    for (const chunk of chunks) {
      expect(problemsWith("CreateChatCompletionStreamResponse", chunk)).toEqual([]);
    }
    const texts = chunks.map(({ choices }) => choices[0]?.delta.content ?? "");
    expect(texts.join("")).toBe(good);
    expect(chunks.at(-1)?.usage.total_tokens).toBeGreaterThan(0);
    const events = eventsOf(await bodyOf(respond()));
    expect(events.at(0)?.type).toBe("response.created");
    expect(events.at(-1)?.type).toBe("response.completed");
    for (const event of events) expect(problemsWith("ResponseStreamEvent", event)).toEqual([]);
  });

  test("compresses what nobody asked it to compress", async () => {
    const { simulator } = await open();
    await simulator.misbehave("gzip");
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    const headers = { authorization: `Bearer ${simulator.credentials.apiKey}` };
    const sent = request(`${simulator.baseUrl}/responses`, { method: "POST", headers }, (reply) => {
      expect(reply.headers["content-encoding"]).toBe("gzip");
      const pieces: Buffer[] = [];
      reply.on("data", (piece: Buffer) => pieces.push(piece));
      reply.on("end", () => resolve(Buffer.concat(pieces)));
    });
    sent.end(JSON.stringify({ model: "gpt-6-luna", input: "Hello there." }));
    expect(JSON.parse(gunzipSync(await promise).toString())).toMatchObject({ object: "response" });
  });

  test.each([
    ["think-tags", /^<think>[\s\S]+<\/think>\s+\{/],
    ["bare-think-end", /^(?!<think>)[\s\S]+<\/think>\s+\{/],
  ] as const)("thinks aloud before it answers: %s", async (how, expected) => {
    const { simulator, chat } = await open();
    await simulator.misbehave(how);
    expect((await chat({ max_tokens: 9000 })).choices[0]?.message.content).toMatch(expected);
  });
});

function eventsOf(text: string) {
  return text
    .split("\n\n")
    .flatMap((block) => /^data: (\{.*)$/m.exec(block)?.[1] ?? [])
    .map((data) => JSON.parse(data));
}
