import { describe, expect, test } from "vitest";
import { outcomeOfStatus, retryAfterMs } from "./call-outcome.ts";

describe("outcomeOfStatus", () => {
  test.each([400, 401, 403, 404, 409, 423, 429, 477, 503])("%d did nothing", (status) => {
    expect(outcomeOfStatus(status)).toBe("rejected");
  });
  test.each([500, 502, 504, 522, 524])("%d may have done it", (status) => {
    expect(outcomeOfStatus(status)).toBe("unknown");
  });
});

describe("retryAfterMs", () => {
  const nowMs = Date.parse("2026-01-01T00:00:00Z");
  test.each([
    ["7", 7000],
    ["0.5", 500],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Thu, 01 Jan 2026 00:00:00 GMT", undefined],
    ["0", undefined],
    ["soon", undefined],
    [undefined, undefined],
  ])("%s is %s ms", (header, expected) => {
    expect(retryAfterMs(header, nowMs)).toBe(expected);
  });
});
