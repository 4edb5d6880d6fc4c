import { expect, test } from "vitest";
import { retryHintMs } from "./retry-hint.ts";

const nowMs = Date.parse("2026-01-01T00:00:00Z");
const nowS = nowMs / 1000;
const hourMs = 3_600_000;

function hint(headers: Record<string, string>, message?: string, told?: (string | number)[]) {
  return retryHintMs({ headers: Object.entries(headers), message, ...(told && { told }) }, nowMs);
}

test.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ "retry-after-ms": "1250.2" }, 1251],
  [{ "retry-after-ms": "80", "retry-after": "1" }, 80],
  [{ "retry-after": "2" }, 2000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after": "30s" }, 30_000],
  [{ "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" }, 7000],
  [{ "retry-after": "Wed, 31 Dec 2025 23:59:00 GMT" }, 0],
  [{ "retry-after": "2026-01-01T00:00:07Z" }, 7000],
  // Sent twice, it arrives as one.
  [{ "retry-after": "5, 30" }, 30_000],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "-3" }, undefined],
  [{ "retry-after": `${nowS + 9}` }, 9000],
  [{ "retry-after": `${nowMs + 9500}` }, 9500],
  [{ "retry-after-ms": `${nowMs + 9500}` }, 9500],
  [{ "retry-after": `${nowS - 60}` }, 0],
])("headers %j ask for %s ms", (headers, expected) => {
  expect(hint(headers)).toBe(expected);
});

test.each<[Record<string, string>, number | undefined]>([
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
  [
    {
      "anthropic-ratelimit-input-tokens-remaining": "0",
      "anthropic-ratelimit-input-tokens-reset": "2026-01-01T00:00:41Z",
    },
    41_000,
  ],
  [
    {
      "x-ratelimit-remaining-tokens-minute": "0",
      "x-ratelimit-reset-tokens-minute": "12.382867",
      "x-ratelimit-remaining-requests-day": "900",
      "x-ratelimit-reset-requests-day": "33011.38",
    },
    12_383,
  ],
  [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${nowMs + 1500}` }, 1500],
  [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${nowS + 15}` }, 15_000],
  [{ "ratelimit-remaining": "0", "ratelimit-reset": "15" }, 15_000],
])("the reset of a limit with nothing left is waited for: %j", (headers, expected) => {
  expect(hint(headers)).toBe(expected);
});

test.each<[string, number | undefined]>([
  ["Limit 30000, Used 30000, Requested 1000. Please try again in 38s. Visit …", 38_000],
  ["Please try again in 6m0s.", 360_000],
  ["Please try again in 1h2m3.5s.", hourMs],
  ["Used 199 per day. Please try again in 1h2m3.5s.", 3_723_500],
  ["Please try again in 7.66s. Need more tokens? Visit …", 7660],
  ["Please try again in 88ms", 88],
  ["Please retry after 20 seconds.", 20_000],
  ["Please retry in 34.4s.", 34_400],
  ["No deployments available for selected model, Try again in 5 seconds.", 5000],
  ["You must wait 1 minute and 30 seconds before you ask again", 90_000],
  ["Limit type: requests. Limit resets at: 2026-01-01 00:00:11 UTC", 11_000],
  ["Please try again later. The limit is 5 requests.", undefined],
  ["Error 429 of 30s ago", undefined],
])("words ask for time: %s", (message, expected) => {
  expect(hint({}, message)).toBe(expected);
});

test("what is told more exactly goes first, and 0 is taken only when nothing else is told", () => {
  const words = "Please try again in 38s.";
  const spent = { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0s" };
  expect(hint({ ...spent, "retry-after": "7" }, words, ["34.4s"])).toBe(7000);
  expect(hint(spent, words, ["34.4s"])).toBe(34_400);
  expect(hint(spent, words)).toBe(38_000);
  expect(hint(spent)).toBe(360_000);
  expect(hint({ ...spent, "retry-after": "0" }, words)).toBe(38_000);
  expect(hint({ "retry-after": "0" })).toBe(0);
});

test("a limit is waited for an hour at most, a day's limit at most a day", () => {
  expect(hint({ "retry-after": "99999999" })).toBe(hourMs);
  expect(hint({ "retry-after": "50000" }, "Rate limit exceeded: free-models-per-day")).toBe(
    50_000_000,
  );
  expect(hint({ "retry-after": "99999999" }, "You reached your daily limit")).toBe(24 * hourMs);
  const ofDay = {
    "x-ratelimit-remaining-requests-day": "0",
    "x-ratelimit-reset-requests-day": "33011.38",
  };
  expect(hint(ofDay)).toBe(33_011_380);
});
