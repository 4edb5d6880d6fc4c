import { expect, test } from "vitest";
import { retryHintMs } from "./retry-hint.ts";

const nowMs = Date.parse("2026-11-20T12:00:00Z");

test.each<[string | undefined, string | undefined, number | undefined]>([
  ["60", undefined, 60_000],
  ["0.5", undefined, 500],
  [" 86400 ", undefined, 86_400_000],
  [undefined, undefined, undefined],
  ["", "no", undefined],
  ["soon", undefined, undefined],
  ["0", undefined, undefined],
  ["-5", undefined, undefined],
  ["Fri, 20 Nov 2026 12:00:30 GMT", undefined, 30_000],
  ["Fri, 20 Nov 2026 11:00:00 GMT", undefined, undefined],
  ["2026-11-20T12:02:00Z", undefined, 120_000],
  // Seconds and milliseconds since 1970: taken for a wait, they would end in 2083.
  [`${nowMs / 1000 + 38}`, undefined, 38_000],
  [`${nowMs + 38_000}`, undefined, 38_000],
  [`${nowMs / 1000 - 38}`, undefined, undefined],
  ["999999", undefined, 86_400_000],
  ["Tue, 20 Nov 2083 12:00:00 GMT", undefined, 86_400_000],
  ["34.4s", undefined, 34_400],
  [undefined, "Too many calls. Please try again in 38s.", 38_000],
  [undefined, "Rate limit: retry after 2 minutes", 120_000],
  [undefined, "Please wait for 250 ms", 250],
  [undefined, "the record was tried 3 times", undefined],
  ["7", "try again in 38s", 7000],
])("crm-17: the header %j and the message %j ask for %j ms", (header, message, waitMs) => {
  expect(retryHintMs({ header, message }, nowMs)).toBe(waitMs);
});
