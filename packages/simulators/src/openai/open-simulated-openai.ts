import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { expect, onTestFinished } from "vitest";
import { description, input, output } from "../language-model/testing/asked.ts";
import { publishedContract } from "../language-model/testing/published-contract.ts";
import type { OpenaiOptions } from "./openai-options.ts";
import { createOpenaiSimulator } from "./openai-simulator.ts";

export const problemsWith = publishedContract("openai");

export { description, input };

export const schema = {
  type: "object",
  properties: {
    industry: output({
      type: ["string", "null"],
      enum: ["Energy", "Information Technology", "Real Estate", null],
    }),
    summary: output({
      type: ["string", "null"],
      description: "At most 90 characters and 2 sentences",
    }),
    sector: output({ type: ["string", "null"], enum: ["Software", "Hardware", null] }),
  },
  required: ["industry", "summary", "sector"],
  additionalProperties: false,
};

/** A simulated OpenAI for one test, with the official client and two usual calls. */
export async function openSimulated(options: OpenaiOptions = {}) {
  const simulator = createOpenaiSimulator({ latencyMs: 0, ...options });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { baseUrl, credentials } = simulator;
  const client = new OpenAI({ ...credentials, baseURL: baseUrl, maxRetries: 0 });
  const respond = (extra: object = {}) =>
    client.responses.create({
      model: "gpt-6-luna",
      instructions: "Classify the company.",
      input,
      max_output_tokens: 400,
      store: false,
      text: { format: { type: "json_schema", name: "answer", strict: true, schema } },
      ...extra,
    });
  const chat = (extra: object = {}) =>
    client.chat.completions.create({
      model: "llama-4-scout",
      messages: [
        { role: "system", content: "Classify the company." },
        { role: "user", content: input },
      ],
      max_tokens: 400,
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", strict: true, schema },
      },
      ...extra,
    });
  return { simulator, client, respond, chat };
}

/** The error that the client throws at a refusal; anything else fails the test. */
export async function refusedCall(call: () => Promise<unknown>) {
  const error = await call().then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof OpenAI.APIError)) throw error;
  return error;
}

export function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "openai-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
