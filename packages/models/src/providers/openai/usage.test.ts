import { describe, expect, test } from "vitest";
import { usageFromReply } from "./usage.ts";

function read(usage: unknown, rest: object = {}) {
  return usageFromReply({ ...rest, usage });
}

const chat = { prompt_tokens: 35, completion_tokens: 12, total_tokens: 47 };

test("reads the words of either API", () => {
  const details = { cached_tokens: 20, cache_write_tokens: 5 };
  expect(
    read({
      ...chat,
      prompt_tokens_details: details,
      completion_tokens_details: { reasoning_tokens: 4 },
    }),
  ).toEqual({
    inputTokens: 35,
    cachedInputTokens: 20,
    cacheWriteTokens: 5,
    outputTokens: 12,
    reasoningTokens: 4,
  });
  expect(
    read({
      input_tokens: 35,
      input_tokens_details: details,
      output_tokens: 12,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 47,
    }),
  ).toMatchObject({ inputTokens: 35, cachedInputTokens: 20, outputTokens: 12, reasoningTokens: 4 });
});

describe("counts that do not add up", () => {
  test("take reasoning outside the output from the total", () => {
    const reasoning = { completion_tokens_details: { reasoning_tokens: 228 } };
    const xai = { prompt_tokens: 12, completion_tokens: 1, total_tokens: 241, ...reasoning };
    expect(read(xai)).toMatchObject({ inputTokens: 12, outputTokens: 229, reasoningTokens: 228 });
    const gemini = { prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 };
    expect(read(gemini)).toMatchObject({ inputTokens: 35, outputTokens: 74, reasoningTokens: 0 });
  });

  test("take reasoning beyond the output for more of it, as far as the total leaves it open", () => {
    const told = { ...chat, completion_tokens_details: { reasoning_tokens: 13 } };
    expect(read(told)).toMatchObject({ outputTokens: 13, reasoningTokens: 13 });
    const { total_tokens: _, ...withoutTotal } = told;
    expect(read(withoutTotal)).toMatchObject({ outputTokens: 25, reasoningTokens: 13 });
  });

  test("take the larger of parts and total", () => {
    expect(read({ ...chat, total_tokens: 40 })).toMatchObject({
      inputTokens: 35,
      outputTokens: 12,
    });
    const deepseek = { ...chat, prompt_cache_hit_tokens: 30, prompt_cache_miss_tokens: 10 };
    expect(read(deepseek)).toMatchObject({ inputTokens: 40, cachedInputTokens: 30 });
    expect(read({ ...chat, cache_creation_input_tokens: 50 })).toMatchObject({
      inputTokens: 50,
      cacheWriteTokens: 50,
    });
  });

  test("find the one that is missing in the total", () => {
    expect(read({ prompt_tokens: 35, total_tokens: 47 })).toMatchObject({ outputTokens: 12 });
    expect(read({ completion_tokens: 12, total_tokens: 47 })).toMatchObject({ inputTokens: 35 });
  });
});

test.each([
  ["DeepSeek", { prompt_cache_hit_tokens: 32, prompt_cache_miss_tokens: 3 }],
  ["Mistral", { num_cached_tokens: 32 }],
  ["Moonshot", { cached_tokens: 32 }],
  ["gateways before Anthropic", { cache_read_input_tokens: 32 }],
  ["two names, one of them empty", { cached_tokens: 32, prompt_tokens_details: {} }],
])("reads what is cached where %s tells it", (_, cached) => {
  expect(read({ ...chat, ...cached })).toMatchObject({ inputTokens: 35, cachedInputTokens: 32 });
});

test("tells cache writes apart by how long they are kept", () => {
  const openai = {
    cache_write_tokens: 30,
    cache_write_tokens_details: { ttl_30m_tokens: 10, ttl_12h_tokens: 20, else: 7 },
  };
  expect(read({ ...chat, prompt_tokens_details: openai })).toMatchObject({
    cacheWriteTokens: 30,
    cacheWriteTokensByLifetime: { "30m": 10, "12h": 20 },
  });
  const anthropic = { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 6 };
  expect(read({ ...chat, cache_creation: anthropic })).toMatchObject({
    cacheWriteTokens: 10,
    cacheWriteTokensByLifetime: { "5m": 4, "1h": 6 },
  });
});

describe("a broken count", () => {
  test.each([null, "some", "", -1, 0.5, Number.NaN, [3], { tokens: 3 }, true])(
    "%j is left out, and loses nothing beside it",
    (broken) => {
      const told = {
        ...chat,
        num_cached_tokens: broken,
        prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: broken },
        completion_tokens_details: broken,
        cost: broken,
      };
      expect(read(told, { service_tier: broken })).toMatchObject({
        inputTokens: 35,
        cachedInputTokens: 20,
        cacheWriteTokens: 0,
        outputTokens: 12,
        reasoningTokens: 0,
      });
      expect(read({ ...chat, completion_tokens: broken })).toMatchObject({ outputTokens: 12 });
    },
  );

  test("is none when it is a number in quotation marks, however large", () => {
    expect(read({ prompt_tokens: "35", completion_tokens: " 12 " })).toMatchObject({
      inputTokens: 35,
      outputTokens: 12,
    });
    expect(read({ ...chat, prompt_tokens: "99999999999999999999" })?.inputTokens).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });
});

test.each([
  undefined,
  null,
  "text",
  [],
  {},
  { usage: null },
  { usage: [] },
  { usage: "12" },
  { usage: { prompt_tokens: 35 } },
  { usage: { completion_tokens: 12 } },
  { usage: { total_tokens: 47 } },
  { usage: { prompt_tokens: 35, completion_tokens: null } },
])("does not guess at what is not told: %j", (body) => {
  expect(usageFromReply(body)).toBeNull();
});

test("reads usage that stands in Groq's own part of a reply", () => {
  expect(usageFromReply({ x_groq: { usage: chat } })).toMatchObject({ inputTokens: 35 });
});

test("reads the service tier that was used", () => {
  expect(read(chat, { service_tier: "Priority" })?.serviceTier).toBe("priority");
  expect(read(chat, { service_tier: "" })?.serviceTier).toBeUndefined();
});

describe("what was billed", () => {
  test.each([
    ["in US dollars", { cost: 0.00183 }, 1_830_000],
    ["with digits that are no money", { cost: 0.1 + 0.2 }, 300_000_000],
    ["as text", { cost: "0.00045" }, 450_000],
    ["below a nano-USD, as one", { cost: 1e-10 }, 1],
    // The gateway's fee, and what the upstream bills to one's own key.
    [
      "through one's own key",
      { cost: 0.00001, is_byok: true, cost_details: { upstream_inference_cost: 0.0003253 } },
      335_300,
    ],
    [
      "with details that are within it",
      { cost: 0.00183, is_byok: false, cost_details: { upstream_inference_cost: 0.00183 } },
      1_830_000,
    ],
    // Ten billion to the dollar.
    ["in xAI's ticks", { cost_in_usd_ticks: 1_641_500 }, 164_150],
  ])("is read %s", (_, bill, expected) => {
    expect(read({ ...chat, ...bill })?.billedNanoUsd).toBe(expected);
  });
});

test("counts the tools that ran at the vendor, by whatever names", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 2 };
  const toolsIn = (told: object) =>
    usageFromReply({ usage: { ...usage, ...told } })?.serverToolCalls;
  expect(toolsIn({ server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 } })).toEqual({
    web_search: 2,
  });
  expect(toolsIn({ num_server_side_tools_used: 3 })).toEqual({ any: 3 });
  expect(toolsIn({ server_tool_use: { web_search_requests: 0 } })).toBeUndefined();
});
