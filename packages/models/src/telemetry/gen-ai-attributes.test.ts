import { expect, test } from "vitest";
import type { AttemptRecord, GenerateRequest } from "../model-layer.ts";
import { callAttributes, requestAttributes } from "./gen-ai-attributes.ts";

const request: GenerateRequest = {
  callId: "call-1",
  workId: "1",
  wantedBy: ["live"],
  purpose: "work",
  task: "company-profile",
  instructions: "Our secret prompt",
  input: "A customer's words",
  fields: { description: "A customer's words" },
  outputs: [],
  route: ["openai/gpt-6-luna"],
  maxOutputTokens: 400,
  deadlineMs: 1,
  attemptTimeoutMs: 1,
  connection: null,
  workClass: "live",
  beforeSend: async () => undefined,
};

const attempt: AttemptRecord = {
  attempt: 1,
  kind: "first",
  provider: "openai",
  model: "gpt-6-luna",
  usage: { inputTokens: 100, cachedInputTokens: 20, outputTokens: 30, reasoningTokens: 5 },
  chargedNanoUsd: 700n,
  costNanoUsd: 700n,
  outcome: "partly-rejected",
  durationMs: 3,
};

test("a span tells what is asked of whom, and nothing of what was said", () => {
  const attributes = requestAttributes(request, { provider: "openai", model: "gpt-6-luna" });
  expect(attributes).toMatchObject({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-6-luna",
    "gen_ai.request.max_tokens": 400,
    "gen_ai.prompt.name": "company-profile",
  });
  expect(JSON.stringify(attributes)).not.toMatch(/secret|customer/);
});

test("models-49: a span names the version of the prompt", () => {
  const told = { ...request, promptVersion: "0123456789ab" };
  expect(requestAttributes(told, undefined)).toMatchObject({
    "gen_ai.prompt.name": "company-profile",
    "gen_ai.prompt.version": "0123456789ab",
  });
});

test("a vendor has the name that the conventions give it", () => {
  const named = (provider: string) => requestAttributes(request, { provider, model: "m" });
  expect(named("gemini")["gen_ai.provider.name"]).toBe("gcp.gemini");
  expect(named("mistral")["gen_ai.provider.name"]).toBe("mistral_ai");
  expect(named("anthropic")["gen_ai.provider.name"]).toBe("anthropic");
});

test("usage and cost in a span are those of all attempts, and the model that of the last", () => {
  const unknown = { ...attempt, usage: null, costNanoUsd: null, outcome: "model_timeout" };
  const last = { ...attempt, model: "llama-4", provider: "local", outcome: "clean" };
  expect(callAttributes([attempt, unknown, last])).toMatchObject({
    "gen_ai.usage.input_tokens": 200,
    "gen_ai.usage.output_tokens": 60,
    "gen_ai.usage.cache_read.input_tokens": 40,
    "gen_ai.usage.reasoning.output_tokens": 10,
    "gen_ai.provider.name": "local",
    "gen_ai.response.model": "llama-4",
    "fieldwork.model.cost_nano_usd": 2100,
    "fieldwork.model.attempts": 3,
    "fieldwork.model.attempt_outcomes": "partly-rejected model_timeout clean",
  });
});

test("a span names each fix that a reply took, once", () => {
  const fixed = { ...attempt, fixes: ["thinking-dropped", "trailing-comma"] };
  const attributes = callAttributes([fixed, attempt, { ...fixed, fixes: ["trailing-comma"] }]);
  expect(attributes["fieldwork.model.answer_fixes"]).toBe("thinking-dropped trailing-comma");
  expect(callAttributes([attempt])).not.toHaveProperty("fieldwork.model.answer_fixes");
});
