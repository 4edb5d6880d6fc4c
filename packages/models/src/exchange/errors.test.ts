import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ProviderErrorReason } from "../provider-error.ts";
import { errorFromRefusal, errorFromReply } from "./errors.ts";

const nowMs = Date.parse("2026-01-01T00:00:00Z");
const context = {
  provider: "openai",
  model: "gpt-6-luna",
  nowMs,
  secrets: ["a-key-of-no-known-form"],
};

function refusal(status: number, body: unknown, headers: Record<string, string> = {}) {
  return errorFromRefusal({ status, body, headers: Object.entries(headers) }, context);
}

/** In OpenAI's shape. */
const told = (message: string, more: object = {}) => ({
  error: { message, type: "invalid_request_error", param: null, code: null, ...more },
});

interface Case {
  reason: ProviderErrorReason;
  status: number;
  what: string;
  body: unknown;
}

/** One refusal a line, in the shapes of those who send them. */
const cases = readFileSync(new URL("testing/refusals.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

test.each(cases)("takes for $reason: a $status of $what", ({ reason, status, body }) => {
  const error = refusal(status, body);
  expect(error.reason).toBe(reason);
  const isPaidPerhaps = reason === "broken" || reason === "unreadable";
  expect(error.outcome).toBe(isPaidPerhaps ? "unknown" : "rejected");
});

describe("what an error tells besides", () => {
  test("when to come back, from headers, from the body and from words", () => {
    const limit = (message: string) => told(message, { code: "rate_limit_exceeded" });
    expect(refusal(429, limit("Slower."), { "retry-after": "7" }).retryAfterMs).toBe(7000);
    expect(refusal(429, limit("Please try again in 38s.")).retryAfterMs).toBe(38_000);
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.4s" }];
    const gemini = [{ error: { code: 429, status: "RESOURCE_EXHAUSTED", details } }];
    expect(refusal(429, gemini).retryAfterMs).toBe(34_400);
    const reset = { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": `${nowMs + 9000}` };
    const openrouter = { error: { code: 429, message: "Slower", metadata: { headers: reset } } };
    expect(refusal(429, openrouter).retryAfterMs).toBe(9000);
    expect(refusal(429, limit("Slower.")).retryAfterMs).toBeUndefined();
    expect(refusal(503, "", { "retry-after": "9" }).retryAfterMs).toBe(9000);
  });

  test("that a quota of a day is waited for longer than an hour, as its id says", () => {
    const limit = (quotaId: string) => ({
      error: {
        ...{ code: 429, message: "You exceeded your current quota.", status: "RESOURCE_EXHAUSTED" },
        details: [{ violations: [{ quotaId }] }, { retryDelay: "36000s" }],
      },
    });
    const hourMs = 3_600_000;
    expect(refusal(429, limit("RequestsPerMinutePerModel")).retryAfterMs).toBe(hourMs);
    expect(refusal(429, limit("RequestsPerDayPerModel")).retryAfterMs).toBe(10 * hourMs);
  });

  test("the same signature for refusals of one cause, another for others", () => {
    const of = (message: string, code = "400") => refusal(400, told(message, { code })).signature;
    const one = of("Invalid value 17 for 'temperature' in request req_a81bc81b");
    expect(of("Invalid value 4 for 'top_p' in request req_77c0ffee1")).toBe(one);
    expect(of("Invalid value for 'temperature'")).not.toBe(one);
    expect(refusal(400, "<html>one</html>").signature).toBe(refusal(400, "").signature);
  });

  test("its codes and words, with no key in them, and no more than fits a line", () => {
    const [apiKey = ""] = context.secrets;
    const body = told(`no such key:\n Bearer ${apiKey} ${"x".repeat(500)}`, { code: apiKey });
    const error = refusal(401, body);
    expect(error.message).toContain("openai/gpt-6-luna answered 401 [secret]: no such key: Bearer");
    expect(error.message.length).toBeLessThan(400);
    expect(`${error.message} ${error.signature} ${JSON.stringify(error)}`).not.toContain(apiKey);
  });

  test("reads a body of any depth, width and kind without giving up", () => {
    let deep: unknown = { message: "deep" };
    for (let depth = 0; depth < 5000; depth += 1) deep = { error: deep };
    const wide = { error: Array.from({ length: 5000 }, (_, index) => ({ message: `m${index}` })) };
    for (const body of [deep, wide, null, 7, [], [[]], { error: null }, { error: { code: {} } }]) {
      expect(refusal(400, body).reason).toBe("refused-request");
    }
  });
});

describe("an error inside a reply of status 200", () => {
  const usage = {
    ...{ inputTokens: 90, cachedInputTokens: 0, outputTokens: 12, reasoningTokens: 0 },
    cacheWriteTokens: 0,
  };
  const within = (error: unknown) => errorFromReply({ error, usage, headers: [] }, context);

  test.each<[ProviderErrorReason, unknown]>([
    ["rate-limited", { error: { message: "Slower", code: 429 } }],
    ["broken", { error: { message: "Provider returned error", code: 502 } }],
    ["broken", { error: "Upstream error" }],
    ["busy", { code: "insufficient_system_resource" }],
    ["quota", { base_resp: { status_code: 1008, status_msg: "insufficient balance" } }],
    ["refused-content", { error: { code: "content_filter" } }],
  ])("is %s, may have cost something, and keeps its usage", (reason, error) => {
    expect(within(error)).toMatchObject({ reason, outcome: "unknown", usage });
  });
});
