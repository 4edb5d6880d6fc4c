import { Mistral } from "@mistralai/mistralai";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ModelOptions } from "../language-model/model-options.ts";
import {
  description,
  input,
  refusalOf,
  schema,
  writeRecordings,
} from "../language-model/testing/asked.ts";
import { publishedContract } from "../language-model/testing/published-contract.ts";
import { createMistralSimulator } from "./mistral-simulator.ts";

const problemsWith = publishedContract("mistral");

async function open(options: ModelOptions = {}) {
  const simulator = createMistralSimulator({ latencyMs: 0, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { url: serverURL, credentials } = simulator;
  const { chat } = new Mistral({ ...credentials, serverURL });
  const asked = {
    model: "mistral-small-latest",
    maxTokens: 400,
    messages: [
      { role: "system" as const, content: "Classify the company." },
      { role: "user" as const, content: input },
    ],
    responseFormat: {
      type: "json_schema" as const,
      jsonSchema: { name: "answer", strict: true, schemaDefinition: schema },
    },
  };
  return { simulator, chat, asked };
}

describe("simulated Mistral, asked by the official client", () => {
  test("answers by the schema that it was sent, whole and streamed alike", async () => {
    const { chat, asked } = await open();
    const whole = await chat.complete(asked);
    const [choice] = whole.choices ?? [];
    const text = String(choice?.message?.content);
    const { sector, summary } = JSON.parse(text);
    expect(sector).toMatchObject({ value: "Software" });
    expect(description).toContain(summary.evidence);
    expect(whole.usage.totalTokens).toBe(
      (whole.usage.promptTokens ?? 0) + (whole.usage.completionTokens ?? 0),
    );
    let streamed = "";
    let finish: string | null = null;
    for await (const { data } of await chat.stream(asked)) {
      streamed += String(data.choices[0]?.delta.content ?? "");
      finish = data.choices[0]?.finishReason ?? finish;
    }
    expect([streamed, finish]).toEqual([text, "stop"]);
  });

  test("replies in the form of the published contract", async () => {
    const { simulator } = await open();
    const post = async (body: object) => {
      const reply = await fetch(`${simulator.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${simulator.credentials.apiKey}` },
        body: JSON.stringify(body),
      });
      return (await reply.json()) as unknown;
    };
    const asked = { model: "mistral-small-latest", messages: [{ role: "user", content: input }] };
    expect(problemsWith("ChatCompletionRequest", asked)).toEqual([]);
    // The contract wants `data`, which no reply has.
    const problems = problemsWith("ChatCompletionResponse", await post(asked));
    expect(problems.filter((one) => !one.includes("'data'"))).toEqual([]);
    expect(problemsWith("HTTPValidationError", (await post({})) as object)).toEqual([]);
  });

  test("keeps its limits, and says so in words that are not wrapped", async () => {
    const { chat, asked } = await open({ requestsPerMinute: 1 });
    await chat.complete(asked);
    const refused = await refusalOf(chat.complete(asked));
    expect(refused).toMatchObject({ statusCode: 429 });
    expect(refused.headers?.get("retry-after")).toMatch(/^\d+$/);
  });

  test("refuses a key that it does not know, and gives the replies of a file", async () => {
    const { simulator, asked } = await open();
    const stranger = new Mistral({ apiKey: "another", serverURL: simulator.url });
    expect(await refusalOf(stranger.chat.complete(asked))).toMatchObject({ statusCode: 401 });
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const choice = {
      index: 0,
      finish_reason: "stop",
      message: { role: "assistant", content: "One." },
    };
    const reply = { id: "1", object: "chat.completion", model: "m", created: 1, usage };
    const recordings = writeRecordings([{ body: { ...reply, choices: [choice] } }]);
    const recorded = await open({ recordings });
    const { choices } = await recorded.chat.complete(recorded.asked);
    expect(choices?.[0]?.message?.content).toBe("One.");
  });
});
