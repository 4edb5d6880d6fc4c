import { expect, test } from "vitest";
import { parseDurationMs, retryHintMs } from "./openai-retry-hint.ts";

const nowMs = Date.parse("2026-01-01T00:00:00Z");

test.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ "retry-after-ms": "1250.2" }, 1251],
  [{ "retry-after-ms": "80", "retry-after": "1" }, 80],
  [{ "retry-after": "2" }, 2000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" }, 7000],
  [{ "retry-after": "Wed, 31 Dec 2025 23:59:00 GMT" }, 0],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "-3" }, undefined],
  [{ "retry-after": "99999999" }, 3_600_000],
  [{ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "20s" }, 20_000],
  [{ "x-ratelimit-remaining-requests": "7", "x-ratelimit-reset-requests": "20s" }, undefined],
  // Azure has sent -1 here.
  [{ "x-ratelimit-remaining-tokens": "-1", "x-ratelimit-reset-tokens": "20s" }, undefined],
  [
    {
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "88ms",
      "x-ratelimit-remaining-tokens": "0",
      "x-ratelimit-reset-tokens": "1m0.5s",
    },
    60_500,
  ],
])("headers %j ask for %s ms", (headers, expected) => {
  expect(retryHintMs(new Headers(headers), nowMs)).toBe(expected);
});

test.each([
  ["88ms", 88],
  ["6m0s", 360_000],
  ["1h2m3.5s", 3_723_500],
  ["", undefined],
  ["12", undefined],
  ["1s soon", undefined],
])("%j is a duration of %s ms", (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected);
});
