import { expect, test } from "vitest";
import { vendorLimits } from "./vendor-limits.ts";

const nowMs = Date.parse("2026-01-01T00:00:00Z");

test("reads what a vendor tells of its limits, by whatever names", () => {
  const headers = {
    "content-type": "application/json",
    "x-ratelimit-limit-requests": "30000",
    "x-ratelimit-remaining-requests": "29999",
    "x-ratelimit-reset-requests": "2ms",
    "x-ratelimit-limit-tokens": "150000000",
    "x-ratelimit-remaining-tokens": "149999700",
    "x-ratelimit-reset-tokens": "0s",
    "anthropic-ratelimit-output-tokens-remaining": "8000",
    "anthropic-ratelimit-output-tokens-reset": "2026-01-01T00:01:00Z",
    "x-ratelimit-limit": "20",
  };
  expect(vendorLimits(Object.entries(headers), nowMs)).toEqual([
    { of: "requests", limit: 30_000, remaining: 29_999, resetMs: 2 },
    { of: "tokens", limit: 150_000_000, remaining: 149_999_700, resetMs: 0 },
    { of: "output-tokens", remaining: 8000, resetMs: 60_000 },
    { of: "", limit: 20 },
  ]);
});

test("leaves out what is no number, and headers of other things", () => {
  const headers = {
    "x-ratelimit-remaining-tokens": "-1",
    "x-ratelimit-limit-requests": "unlimited",
    "x-ratelimit-over-limit": "no",
    "x-ratelimit-tokens-query-cost": "17",
    "content-limit": "5",
  };
  expect(vendorLimits(Object.entries(headers), nowMs)).toEqual([]);
});
