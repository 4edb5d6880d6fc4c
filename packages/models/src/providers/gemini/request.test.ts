import type { OutputSpec } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { answerSchema } from "../../answer-schema.ts";
import type { ModelRequest } from "../../model-provider.ts";
import { leastThinking, toGenerateContent } from "./request.ts";

const outputs: OutputSpec[] = [
  { name: "industry", field: "ai_industry", label: "I", type: "choice", options: ["Energy"] },
  { name: "staff", field: "ai_staff", label: "S", type: "integer", min: 1, max: 9 },
  {
    name: "markets",
    field: "ai_markets",
    label: "M",
    type: "choices",
    options: ["Norway", "Iceland"],
  },
];
const request: ModelRequest = {
  ...{ model: "gemini-3.1-flash-lite", task: "company-profile", instructions: "Read the record." },
  ...{ input: "<record>{}</record>", maxOutputTokens: 300 },
  schema: answerSchema(outputs, { longestInputChars: 100 }),
};

test("models-4: a definition is lowered for Gemini with null beside the options of a choice", () => {
  const output = (value: object) => ({
    type: "object",
    properties: {
      evidence: {
        type: ["string", "null"],
        description:
          "At most 300 characters copied exactly from one input field; null without a value",
      },
      value,
      confidence: { type: "number", description: "0 to 1", minimum: 0, maximum: 1 },
    },
    required: ["evidence", "value", "confidence"],
    additionalProperties: false,
  });
  expect(toGenerateContent(request)).toEqual({
    systemInstruction: { parts: [{ text: "Read the record." }] },
    contents: [{ role: "user", parts: [{ text: "<record>{}</record>" }] }],
    generationConfig: {
      maxOutputTokens: 300,
      responseMimeType: "application/json",
      responseJsonSchema: {
        type: "object",
        properties: {
          industry: output({ anyOf: [{ type: "string", enum: ["Energy"] }, { type: "null" }] }),
          staff: output({ type: ["integer", "null"], minimum: 1, maximum: 9 }),
          markets: output({
            type: ["array", "null"],
            description: "At most 2 of them",
            items: { type: "string", enum: ["Norway", "Iceland"] },
            maxItems: 2,
          }),
        },
        required: ["industry", "staff", "markets"],
        additionalProperties: false,
      },
      thinkingConfig: { thinkingLevel: "minimal" },
    },
  });
});

test("a repair follows the answer that it is about, which the model gave", () => {
  const repair = { previousText: "{}", problems: ["industry: is missing"] };
  const { contents } = toGenerateContent({ ...request, repair });
  expect(contents.map(({ role }) => role)).toEqual(["user", "model", "user"]);
});

test.each<[string, object | undefined]>([
  ["gemini-2.0-flash", undefined],
  ["gemini-2.5-flash-lite", { thinkingBudget: 0 }],
  ["gemini-2.5-pro", { thinkingBudget: 128 }],
  ["gemini-3-flash-preview", { thinkingLevel: "minimal" }],
  ["gemini-3.1-pro-preview", { thinkingLevel: "low" }],
  ["gemini-3.8-flash", { thinkingLevel: "minimal" }],
  ["gemma-4-31b-it", undefined],
])("%s is told to think as little as it can", (model, told) => {
  expect(leastThinking(model)).toEqual(told);
});
