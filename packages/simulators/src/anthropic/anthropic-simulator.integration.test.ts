import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ModelOptions } from "../language-model/model-options.ts";
import {
  description,
  input,
  refusalOf,
  schema,
  writeRecordings,
} from "../language-model/testing/asked.ts";
import { createAnthropicSimulator } from "./anthropic-simulator.ts";

async function open(options: ModelOptions = {}) {
  const simulator = createAnthropicSimulator({ latencyMs: 0, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { url: baseURL, credentials } = simulator;
  const client = new Anthropic({ ...{ baseURL, ...credentials, maxRetries: 0 } });
  const asked = {
    model: "claude-haiku-5-5",
    max_tokens: 400,
    system: "Classify the company.",
    messages: [{ role: "user" as const, content: input }],
    output_config: { format: { type: "json_schema" as const, schema } },
    thinking: { type: "disabled" as const },
  };
  return { simulator, client, asked };
}

function textOf({ content }: Anthropic.Message): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

describe("simulated Anthropic, asked by the official client", () => {
  test("answers by the schema that it was sent, whole and streamed alike", async () => {
    const { client, asked } = await open();
    const whole = await client.messages.create(asked);
    expect(whole).toMatchObject({ stop_reason: "end_turn", usage: { service_tier: "standard" } });
    const { sector, summary } = JSON.parse(textOf(whole));
    expect(sector).toMatchObject({ value: "Software" });
    expect(description).toContain(summary.evidence);
    const streamed = await client.messages.stream(asked).finalMessage();
    expect(textOf(streamed)).toBe(textOf(whole));
    const { input_tokens, output_tokens } = whole.usage;
    // The one body says more than the other: that it is to be streamed.
    expect(streamed.usage).toMatchObject({ output_tokens });
    expect(streamed.usage.input_tokens - input_tokens).toBeLessThan(5);
  });

  test("writes marked instructions to its cache, and reads them there the next time", async () => {
    const { client, asked } = await open();
    const text = "Classify the company. ".repeat(300);
    const system = [{ type: "text" as const, text, cache_control: { type: "ephemeral" as const } }];
    const first = await client.messages.create({ ...asked, system });
    const next = await client.messages.create({ ...asked, system });
    expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(1000);
    expect(next.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
  });

  test("thinks unless it is told not to, where it can be told", async () => {
    const { client, asked } = await open();
    const { thinking: _, ...untold } = asked;
    const { content, usage } = await client.messages.create(untold);
    expect(content[0]).toMatchObject({ type: "thinking" });
    expect(usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(0);
    const always = client.messages.create({ ...asked, model: "claude-opus-5-5" });
    expect(await refusalOf(always)).toMatchObject({ status: 400 });
  });

  test.each<[string, object, number, string]>([
    ["a bound that it does not enforce", { minimum: 0 }, 400, "minimum"],
    ["an open object", { type: "object", properties: {} }, 400, "additionalProperties"],
  ])("refuses a schema with %s", async (_, part, status, named) => {
    const { client, asked } = await open();
    const inner = { ...schema, properties: { ...schema.properties, more: part } };
    const output_config = { format: { type: "json_schema" as const, schema: inner } };
    const refused = await refusalOf(client.messages.create({ ...asked, output_config }));
    expect(refused).toMatchObject({ status });
    expect(refused.message).toContain(named);
  });

  test("keeps its limits, and says in headers where they stand", async () => {
    const { client, asked } = await open({ requestsPerMinute: 1, inputTokensPerMinute: 10_000 });
    const { response } = await client.messages.create(asked).withResponse();
    expect(response.headers.get("anthropic-ratelimit-requests-remaining")).toBe("0");
    expect(response.headers.get("anthropic-ratelimit-input-tokens-limit")).toBe("10000");
    const refused = await refusalOf(client.messages.create(asked));
    expect(refused).toMatchObject({ status: 429, error: { error: { type: "rate_limit_error" } } });
    expect(Number(refused.headers?.get("retry-after"))).toBeGreaterThan(50);
  });

  test("keeps limits of output, of a day and of calls at once", async () => {
    const output = await open({ outputTokensPerMinute: 10 });
    await output.client.messages.create(output.asked);
    const ofOutput = await refusalOf(output.client.messages.create(output.asked));
    expect(ofOutput.message).toContain("output tokens per minute");
    const day = await open({ requestsPerDay: 1 });
    await day.client.messages.create(day.asked);
    expect((await refusalOf(day.client.messages.create(day.asked))).message).toContain("per day");
    const one = await open({ maxConcurrency: 1, latencyMs: 300 });
    const [first, second] = await Promise.allSettled([
      one.client.messages.create(one.asked),
      one.client.messages.create(one.asked),
    ]);
    expect([first.status, second.status].toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("refuses a key that it does not know", async () => {
    const { simulator, asked } = await open();
    const client = new Anthropic({ baseURL: simulator.url, apiKey: "another", maxRetries: 0 });
    expect(await refusalOf(client.messages.create(asked))).toMatchObject({ status: 401 });
    expect(await simulator.usage()).toEqual({});
  });

  test("gives the replies of a file in turn", async () => {
    const message = { type: "message", role: "assistant", model: "m", stop_reason: "end_turn" };
    const recordings = writeRecordings([
      { body: { ...message, id: "msg_1", content: [{ type: "text", text: "One." }] } },
      { status: 529, body: { type: "error", error: { type: "overloaded_error", message: "No" } } },
    ]);
    const { client, asked } = await open({ recordings });
    expect(textOf(await client.messages.create(asked))).toBe("One.");
    expect(await refusalOf(client.messages.create(asked))).toMatchObject({ status: 529 });
    expect(textOf(await client.messages.create(asked))).toBe("One.");
  });
});
