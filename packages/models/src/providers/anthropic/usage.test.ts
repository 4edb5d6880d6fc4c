import { expect, test } from "vitest";
import { usageFromMessage } from "./usage.ts";

const none = { cachedInputTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };

test.each<[string, object, object | null]>([
  [
    "input and output",
    { input_tokens: 90, output_tokens: 12 },
    { ...none, inputTokens: 90, outputTokens: 12 },
  ],
  [
    "what was read from the cache and written there, which Anthropic counts beside the input",
    {
      ...{ input_tokens: 10, output_tokens: 12, cache_read_input_tokens: 100 },
      ...{ cache_creation_input_tokens: 50, service_tier: "standard", inference_geo: "us" },
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
      output_tokens_details: { thinking_tokens: 7 },
    },
    {
      ...{ inputTokens: 160, cachedInputTokens: 100, cacheWriteTokens: 50, outputTokens: 12 },
      ...{ reasoningTokens: 7, serviceTier: "standard", region: "us" },
      cacheWriteTokensByLifetime: { "5m": 20, "1h": 30 },
    },
  ],
  [
    "writes of which it tells the lifetimes alone",
    { input_tokens: 1, output_tokens: 2, cache_creation: { ephemeral_1h_input_tokens: 30 } },
    {
      ...{ ...none, inputTokens: 31, cacheWriteTokens: 30, outputTokens: 2 },
      cacheWriteTokensByLifetime: { "1h": 30 },
    },
  ],
  [
    "all rounds, where the context was compacted on the way",
    {
      ...{ input_tokens: 5, output_tokens: 6 },
      iterations: [
        { type: "compaction", input_tokens: 100, output_tokens: 20 },
        { type: "message", input_tokens: 5, output_tokens: 6 },
      ],
    },
    { ...none, inputTokens: 105, outputTokens: 26 },
  ],
  [
    "tools that ran at the vendor, and other models that it asked",
    {
      ...{ input_tokens: 5, output_tokens: 6, server_tool_use: { web_search_requests: 2 } },
      iterations: [{ type: "advisor_message", input_tokens: 100, output_tokens: 20 }],
    },
    {
      ...{ ...none, inputTokens: 5, outputTokens: 6 },
      serverToolCalls: { web_search: 2, advisor: 1 },
    },
  ],
  ["nothing, if one of both is missing", { input_tokens: 5 }, null],
  ["nothing, if a count is none", { input_tokens: -5, output_tokens: "many" }, null],
])("usage is read: %s", (_, told, usage) => {
  expect(usageFromMessage(told)).toEqual(usage);
});

test.each([undefined, null, 7, "usage", []])("%j is no usage", (told) => {
  expect(usageFromMessage(told)).toBeNull();
});
