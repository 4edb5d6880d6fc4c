import type { OutputSpec } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { answerSchema } from "../../answer-schema.ts";
import type { ModelRequest } from "../../model-provider.ts";
import { toMistralChat } from "./request.ts";

const outputs: OutputSpec[] = [
  { name: "staff", field: "ai_staff", label: "S", type: "integer", min: 1, max: 9 },
];
const request: ModelRequest = {
  ...{ model: "mistral-small-latest", task: "company profile", instructions: "Read the record." },
  ...{ input: "<record>{}</record>", maxOutputTokens: 300 },
  schema: answerSchema(outputs, { longestInputChars: 100 }),
};

test("models-4: a definition is lowered for Mistral without bounds, in strict mode", () => {
  expect(toMistralChat(request, true)).toEqual({
    model: "mistral-small-latest",
    messages: [
      { role: "system", content: "Read the record." },
      { role: "user", content: "<record>{}</record>" },
    ],
    max_tokens: 300,
    temperature: 0,
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "company_profile",
        strict: true,
        schema: {
          type: "object",
          properties: {
            staff: {
              type: "object",
              properties: {
                evidence: {
                  type: ["string", "null"],
                  description:
                    "At most 300 characters copied exactly from one input field; null without a value",
                },
                value: { type: ["integer", "null"] },
                confidence: { type: "number", description: "0 to 1" },
              },
              required: ["evidence", "value", "confidence"],
              additionalProperties: false,
            },
          },
          required: ["staff"],
          additionalProperties: false,
        },
      },
    },
    prompt_cache_key: "fieldwork-company profile",
    stream: true,
  });
});

test("models-37: the requests of one prompt share a key of the prompt cache", () => {
  const keys = ["<a>", "<b>"].map((input) => toMistralChat({ ...request, input }, false));
  expect(new Set(keys.map((body) => body.prompt_cache_key)).size).toBe(1);
});
