import { createOpenAI } from "@ai-sdk/openai";
import { createPostgresBudget } from "@fieldwork/budget";
import { createRedisAdmission, type LimitTable, windowsFrom } from "@fieldwork/limits";
import {
  createModelLayer,
  createOpenaiProvider,
  createPrices,
  providerScope,
} from "@fieldwork/models";
import { createLogger } from "@fieldwork/runtime";
import { generateText, Output } from "ai";
import OpenAI from "openai";
import { z } from "zod";
import type { LayerStore } from "./layer-store.ts";
import { instructions, model, questionAbout } from "./question.ts";

/** One way to ask a model about a company. */
export interface Caller {
  name: "sdk" | "ai-sdk" | "layer";
  ask(company: number): Promise<unknown>;
  stop(): Promise<void>;
}

export interface CallerOptions {
  baseUrl: string;
}

const apiKey = "not-a-secret";

const output = z.object({
  evidence: z.string().nullable(),
  value: z.string().nullable(),
  confidence: z.number(),
});
const answer = z.strictObject({ industry: output, summary: output });

/** The vendor's official client as its documentation has it, the answer read as JSON. */
export function createSdkCaller({ baseUrl }: CallerOptions): Caller {
  const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0 });
  const { $schema: _, ...schema } = z.toJSONSchema(answer);
  return {
    name: "sdk",
    async ask(company) {
      const reply = await client.chat.completions.create({
        model,
        messages: [
          { role: "system", content: instructions },
          { role: "user", content: questionAbout(company).input },
        ],
        response_format: {
          type: "json_schema",
          json_schema: { name: "answer", schema, strict: true },
        },
        max_completion_tokens: 400,
      });
      return answer.parse(JSON.parse(reply.choices[0]?.message.content ?? ""));
    },
    async stop() {},
  };
}

export function createAiSdkCaller({ baseUrl }: CallerOptions): Caller {
  const asked = createOpenAI({ apiKey, baseURL: baseUrl }).chat(model);
  return {
    name: "ai-sdk",
    async ask(company) {
      const reply = await generateText({
        ...{ model: asked, system: instructions, prompt: questionAbout(company).input },
        ...{ output: Output.object({ schema: answer }), maxOutputTokens: 400, maxRetries: 0 },
      });
      return reply.output;
    },
    async stop() {},
  };
}

const perMinute = { requests: 1_000_000, inputTokens: 1_000_000_000, outputTokens: 1_000_000_000 };

/** The layer as the enricher has it: budgets in PostgreSQL, limits of every kind in Redis. */
export async function createLayerCaller(
  { baseUrl }: CallerOptions,
  { database, redisUrl }: LayerStore,
): Promise<Caller> {
  const logger = createLogger({ service: "bench", level: "error" });
  const limits: LimitTable = {
    [providerScope("openai")]: {
      windows: windowsFrom({
        concurrency: 1000,
        requestsPerMinute: perMinute.requests,
        inputTokensPerMinute: perMinute.inputTokens,
        outputTokensPerMinute: perMinute.outputTokens,
      }),
    },
  };
  const admission = createRedisAdmission({ redisUrl, limits, logger });
  await admission.start();
  const provider = createOpenaiProvider({ apiKey, baseUrl, mode: "chat-completions" });
  const layer = createModelLayer({
    providers: new Map([[provider.name, provider]]),
    prices: createPrices(),
    budget: createPostgresBudget({ database, gatherMs: 25, logger }),
    ...{ admission, logger },
  });
  const { signal } = new AbortController();
  return {
    name: "layer",
    ask: (company) => layer.generate(questionAbout(company), signal),
    async stop() {
      await layer.flush();
      await admission.stop();
      await provider.close?.();
    },
  };
}
