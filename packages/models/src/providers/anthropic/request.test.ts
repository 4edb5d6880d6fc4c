import type { OutputSpec } from "@fieldwork/contracts";
import { expect, test } from "vitest";
import { answerSchema } from "../../answer-schema.ts";
import type { ModelRequest } from "../../model-provider.ts";
import { leastThinking, toMessagesRequest } from "./request.ts";

const outputs: OutputSpec[] = [
  { name: "industry", field: "ai_industry", label: "I", type: "choice", options: ["Energy"] },
  { name: "staff", field: "ai_staff", label: "S", type: "integer", min: 1, max: 9 },
  { name: "summary", field: "ai_summary", label: "S", type: "text", maxChars: 90 },
];
const request: ModelRequest = {
  ...{ model: "claude-haiku-5-5", task: "company-profile", instructions: "Read the record." },
  ...{ input: "<record>{}</record>", maxOutputTokens: 300 },
  schema: answerSchema(outputs, { longestInputChars: 100 }),
};

function lowered(asked: ModelRequest) {
  return toMessagesRequest(asked, { streams: true });
}

test("models-4: a definition is lowered for Anthropic without the bounds that it refuses", () => {
  const output = (value: object) => ({
    type: "object",
    properties: {
      evidence: {
        type: ["string", "null"],
        description:
          "At most 300 characters copied exactly from one input field; null without a value",
      },
      value,
      confidence: { type: "number", description: "0 to 1" },
    },
    required: ["evidence", "value", "confidence"],
    additionalProperties: false,
  });
  expect(lowered(request)).toEqual({
    model: "claude-haiku-5-5",
    max_tokens: 300,
    system: [{ type: "text", text: "Read the record." }],
    messages: [{ role: "user", content: "<record>{}</record>" }],
    output_config: {
      format: {
        type: "json_schema",
        schema: {
          type: "object",
          properties: {
            industry: output({ type: ["string", "null"], enum: ["Energy", null] }),
            staff: output({ type: ["integer", "null"] }),
            summary: output({ type: ["string", "null"], description: "At most 90 characters" }),
          },
          required: ["industry", "staff", "summary"],
          additionalProperties: false,
        },
      },
    },
    thinking: { type: "disabled" },
    service_tier: "standard_only",
    stream: true,
  });
});

test("a repair follows the answer that it is about", () => {
  const repair = { previousText: "{}", problems: ["industry: is missing"] };
  const { messages } = lowered({ ...request, repair });
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  const emptied = { ...request, repair: { ...repair, previousText: " " } };
  expect(lowered(emptied).messages.map(({ role }) => role)).toEqual(["user", "user"]);
});

test("models-37: long instructions are kept in the prompt cache, short ones would not be", () => {
  const long = lowered({ ...request, instructions: "Read it. ".repeat(300) });
  expect(long.system).toMatchObject([{ cache_control: { type: "ephemeral" } }]);
  expect(JSON.stringify(lowered(request))).not.toContain("cache_control");
});

test.each<[string, object]>([
  ["claude-haiku-4-5-20251001", {}],
  ["claude-opus-4-8", {}],
  ["claude-sonnet-5", { thinking: { type: "disabled" } }],
  ["claude-opus-5", { thinking: { type: "disabled" } }],
  ["claude-haiku-5-5", { thinking: { type: "disabled" } }],
  ["claude-sonnet-5-5", { thinking: { type: "between_tools" } }],
  ["claude-opus-5-5", { effort: "low" }],
  ["claude-fable-5-2", { effort: "low" }],
])("%s is told to think as little as it can", (model, told) => {
  expect(leastThinking(model)).toEqual(told);
});
