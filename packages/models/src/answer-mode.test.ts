import { testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, test, vi } from "vitest";
import { type AnswerMode, answerModes, ignoredOf, withModes } from "./answer-mode.ts";
import { schemaDialects } from "./lower-schema.ts";
import type { ModelProvider, ModelRequest } from "./model-provider.ts";
import { createNoticeIgnored } from "./notice-ignored.ts";
import { toMessagesRequest } from "./providers/anthropic/request.ts";
import { toGenerateContent } from "./providers/gemini/request.ts";
import { toMistralChat } from "./providers/mistral/request.ts";
import { toChatRequest, toResponsesRequest } from "./providers/openai/request.ts";

const schema = {
  type: "object",
  properties: { summary: { type: "string", maxLength: 90 } },
  required: ["summary"],
  additionalProperties: false,
};
const asked: ModelRequest = {
  ...{ model: "m", task: "company-profile", instructions: "Read the record." },
  ...{ input: "<record>{}</record>", schema, maxOutputTokens: 300 },
};
const lowered = { ...schema, properties: { summary: { type: "string" } } };
const name = "company-profile";

/** What the provider behind the modes is asked. */
function askedIn(mode: AnswerMode): ModelRequest {
  let seen: ModelRequest | undefined;
  const provider: ModelProvider = {
    ...{ name: "vendor", free: true },
    prepare(request) {
      seen = request;
      return { inputTokensAtMost: 0, inputTokensLikely: 0, async *send() {} };
    },
  };
  withModes(provider, { mode }).prepare(asked);
  if (!seen) throw new Error("nothing was prepared");
  return seen;
}

describe("models-4: a schema is lowered", () => {
  const plain = { dialect: schemaDialects.plain, isOpenai: false, streams: false };
  const tool = {
    type: "function",
    function: { name, parameters: lowered, strict: true },
  };
  const chosen = { type: "function", function: { name } };

  test.each<[AnswerMode, object]>([
    ["schema", { text: { format: { type: "json_schema", name, schema: lowered, strict: true } } }],
    ["json", { text: { format: { type: "json_object" } } }],
    [
      "tool",
      {
        tools: [{ type: "function", name, parameters: lowered, strict: true }],
        tool_choice: { type: "function", name },
        parallel_tool_calls: false,
      },
    ],
    ["prompt", {}],
  ])("to OpenAI's responses, in the mode %s", (mode, form) => {
    const { text, tools, tool_choice, parallel_tool_calls } = toResponsesRequest(
      askedIn(mode),
      plain,
    );
    const said = { text, tools, tool_choice, parallel_tool_calls };
    expect(JSON.parse(JSON.stringify(said))).toEqual(form);
  });

  test.each<[AnswerMode, object]>([
    [
      "schema",
      {
        response_format: {
          type: "json_schema",
          json_schema: { name, schema: lowered, strict: true },
        },
      },
    ],
    ["json", { response_format: { type: "json_object" } }],
    ["tool", { tools: [tool], tool_choice: chosen }],
    ["prompt", {}],
  ])("to chat completions, OpenAI's and Mistral's, in the mode %s", (mode, form) => {
    for (const body of [toChatRequest(askedIn(mode), plain), toMistralChat(askedIn(mode), false)]) {
      const { response_format, tools, tool_choice } = body;
      const said = { response_format, tools, tool_choice };
      expect(JSON.parse(JSON.stringify(said))).toEqual(form);
    }
  });

  test.each<[AnswerMode, object]>([
    ["schema", { output_config: { format: { type: "json_schema", schema: lowered } } }],
    [
      "tool",
      {
        tools: [{ name, input_schema: lowered }],
        tool_choice: { type: "tool", name, disable_parallel_tool_use: true },
      },
    ],
    ["prompt", {}],
  ])("to Anthropic's messages, in the mode %s", (mode, form) => {
    const body = toMessagesRequest(askedIn(mode), { streams: false });
    const { output_config, tools, tool_choice } = body;
    expect(JSON.parse(JSON.stringify({ output_config, tools, tool_choice }))).toEqual(form);
  });

  test.each<[AnswerMode, object]>([
    [
      "schema",
      {
        generationConfig: {
          ...{ maxOutputTokens: 300, responseMimeType: "application/json" },
          responseJsonSchema: lowered,
        },
      },
    ],
    ["json", { generationConfig: { maxOutputTokens: 300, responseMimeType: "application/json" } }],
    [
      "tool",
      {
        generationConfig: { maxOutputTokens: 300 },
        tools: [{ functionDeclarations: [{ name, parametersJsonSchema: lowered }] }],
        toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: [name] } },
      },
    ],
    ["prompt", { generationConfig: { maxOutputTokens: 300 } }],
  ])("to Gemini's content, in the mode %s", (mode, form) => {
    const { contents: _, systemInstruction: __, ...said } = toGenerateContent(askedIn(mode));
    expect(said).toEqual(form);
  });
});

test("a model that is not held to the schema is told it, the same for records of any size", () => {
  const told = answerModes.map((mode) => [mode, askedIn(mode).instructions]);
  const spoken = `Read the record.\n\nAnswer with one JSON object and nothing else: no words around it, no code fence. It must fit this JSON Schema:\n${JSON.stringify(lowered)}`;
  expect(Object.fromEntries(told)).toEqual({
    ...{ schema: "Read the record.", tool: "Read the record." },
    ...{ json: spoken, prompt: spoken },
  });
});

test("JSON mode at OpenAI has the word in a message, where it is looked for", () => {
  const options = { dialect: schemaDialects.openai, isOpenai: true, streams: false };
  const { instructions, input } = toResponsesRequest(askedIn("json"), options);
  expect(instructions).toBeUndefined();
  expect(input).toMatchObject([
    { role: "developer", content: expect.stringContaining("JSON") },
    { role: "user" },
  ]);
});

test("what a vendor leaves of a schema is warned of once for each model and enrichment", () => {
  const logger = testLogger();
  const warn = vi.spyOn(logger, "warn");
  const notice = createNoticeIgnored(logger);
  const provider = (mode?: AnswerMode): ModelProvider => ({
    ...{ name: "vendor", free: false },
    prepare: () => ({ inputTokensAtMost: 0, inputTokensLikely: 0, async *send() {} }),
    ignored: (request) => ignoredOf({ ...request, mode }, schemaDialects.plain),
  });
  const ask = (model: string, mode?: AnswerMode) =>
    notice(provider(mode), {
      ...{ ref: { provider: "vendor", model }, kind: "first", attempt: 1, leftMs: 1, maxWaitMs: 1 },
      ...{ schema, maxOutputTokens: 300, timeoutMs: 1 },
      call: {
        ...{ callId: "c", workId: "1", task: name, instructions: "", input: "", fields: {} },
        ...{ outputs: [], route: [], maxOutputTokens: 1, deadlineMs: 1, attemptTimeoutMs: 1 },
        ...{ connection: "acme", workClass: "live", wantedBy: ["live"], purpose: "work" },
        beforeSend: async () => undefined,
      },
    });
  ask("a");
  ask("a");
  ask("b", "prompt");
  const told: unknown[] = warn.mock.calls.map(([fields]) => fields);
  expect(told).toMatchObject([
    { model: "a", ignored: ["maxLength"] },
    { model: "b", ignored: ["the schema"] },
  ]);
});
