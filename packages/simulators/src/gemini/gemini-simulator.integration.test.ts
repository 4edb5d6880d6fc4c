import { type GenerateContentParameters, GoogleGenAI } from "@google/genai";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ModelOptions } from "../language-model/model-options.ts";
import {
  description,
  input,
  refusalOf,
  schema,
  writeRecordings,
} from "../language-model/testing/asked.ts";
import { createGeminiSimulator } from "./gemini-simulator.ts";

async function open(options: ModelOptions = {}) {
  const simulator = createGeminiSimulator({ latencyMs: 0, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { url: baseUrl, credentials } = simulator;
  const { models } = new GoogleGenAI({ ...credentials, vertexai: false, httpOptions: { baseUrl } });
  const asked: GenerateContentParameters = {
    model: "gemini-3.1-flash-lite",
    contents: input,
    config: {
      systemInstruction: "Classify the company.",
      maxOutputTokens: 400,
      responseMimeType: "application/json",
      responseJsonSchema: schema,
      thinkingConfig: { thinkingBudget: 0 },
    },
  };
  return { simulator, models, asked };
}

describe("simulated Gemini, asked by the official client", () => {
  test("answers by the schema that it was sent, whole and streamed alike", async () => {
    const { models, asked } = await open();
    const whole = await models.generateContent(asked);
    const { sector, summary } = JSON.parse(whole.text ?? "");
    expect(sector).toMatchObject({ value: "Software" });
    expect(description).toContain(summary.evidence);
    const { promptTokenCount = 0, candidatesTokenCount = 0 } = whole.usageMetadata ?? {};
    expect(whole.usageMetadata?.totalTokenCount).toBe(promptTokenCount + candidatesTokenCount);
    let streamed = "";
    let finish: string | undefined;
    for await (const chunk of await models.generateContentStream(asked)) {
      streamed += chunk.text ?? "";
      finish = chunk.candidates?.[0]?.finishReason ?? finish;
    }
    expect([streamed, finish]).toEqual([whole.text, "STOP"]);
  });

  test("counts thoughts beside the output", async () => {
    const { models, asked } = await open();
    const config = { ...asked.config, thinkingConfig: { thinkingBudget: 128 } };
    const { usageMetadata, text } = await models.generateContent({ ...asked, config });
    const { promptTokenCount = 0, candidatesTokenCount = 0 } = usageMetadata ?? {};
    const { thoughtsTokenCount = 0, totalTokenCount } = usageMetadata ?? {};
    expect(thoughtsTokenCount).toBeGreaterThan(0);
    expect(totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
    expect(text).toMatch(/^\{/);
  });

  test("keeps its limits, and tells of them in the body alone", async () => {
    const { models, asked } = await open({ requestsPerMinute: 1 });
    await models.generateContent(asked);
    const refused = await refusalOf(models.generateContent(asked));
    expect(refused).toMatchObject({ status: 429 });
    expect(refused.message).toMatch(/GenerateRequestsPerMinute.*RetryInfo/s);
    const day = await open({ requestsPerDay: 1 });
    await day.models.generateContent(day.asked);
    const ofDay = await refusalOf(day.models.generateContent(day.asked));
    expect(ofDay.message).toContain("GenerateRequestsPerDay");
  });

  test("blocks, refuses a key, and gives the replies of a file", async () => {
    const { simulator, models, asked } = await open();
    await simulator.misbehave("refusal");
    const blocked = await models.generateContent(asked);
    expect(blocked.promptFeedback).toMatchObject({ blockReason: "PROHIBITED_CONTENT" });
    const httpOptions = { baseUrl: simulator.url };
    const stranger = new GoogleGenAI({ apiKey: "another", vertexai: false, httpOptions });
    const refused = await refusalOf(stranger.models.generateContent(asked));
    expect(refused.message).toContain("API_KEY_INVALID");
    const recordings = writeRecordings([
      { body: { candidates: [{ content: { parts: [{ text: "One." }] }, finishReason: "STOP" }] } },
    ]);
    const recorded = await open({ recordings });
    expect((await recorded.models.generateContent(recorded.asked)).text).toBe("One.");
  });
});
