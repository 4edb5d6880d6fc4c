import { expect, test } from "vitest";
import { verdictText } from "./verdict-text.ts";

const done = {
  ...{ id: "1", connection: "acme", object: "company", sample: 1000, state: "done" as const },
  ...{ crmCount: 52_113, crmCountIs: "exact" as const, knownCount: 52_113, reason: null },
  ...{ lookedAt: 1000, inFlight: 0, missing: 0, stale: 0, ended: 0, repaired: 0 },
  checkedAt: new Date("2026-11-27T02:10:00Z"),
};

test("a verdict can be quoted: what is missing and stale, of how many, and when it was checked", () => {
  expect(verdictText(done)).toBe(
    "0 missing, 0 stale, 0 ended unnoticed, checked at 2026-11-27T02:10:00.000Z (1000 looked at of 52113 known; the CRM counts 52113)",
  );
  const repaired = { ...done, missing: 2, stale: 1, repaired: 3, crmCountIs: "at-least" as const };
  expect(verdictText(repaired)).toMatch(
    /^2 missing, 1 stale, .*the CRM counts at least 52113; 3 repaired\)$/,
  );
});

test("one that asks says what to do, and one that failed why", () => {
  expect(verdictText({ ...done, state: "asks", ended: 400 })).toMatch(/order it with --ends$/);
  const reason = { code: "crm-refused-read" as const, detail: null };
  const failed = verdictText({ ...done, state: "failed", checkedAt: null, reason });
  expect(failed).toMatch(/under way .*: it failed, the CRM refused the read$/);
});
