import { createInProcessAdmission } from "@fieldwork/limits";
import { expect, test } from "vitest";
import { vendorLimits } from "./http/vendor-limits.ts";
import { toldLimits } from "./told-limits.ts";

// As Anthropic sends them: its limit over all tokens is the sum of the two, and comes last.
const headers: [string, string][] = [
  ["anthropic-ratelimit-requests-limit", "1000"],
  ["anthropic-ratelimit-requests-remaining", "999"],
  ["anthropic-ratelimit-input-tokens-limit", "400000"],
  ["anthropic-ratelimit-input-tokens-remaining", "399000"],
  ["anthropic-ratelimit-output-tokens-limit", "8000"],
  ["anthropic-ratelimit-output-tokens-remaining", "8000"],
  ["anthropic-ratelimit-tokens-limit", "408000"],
  ["anthropic-ratelimit-tokens-remaining", "407000"],
];

test("of a limit that a reply tells twice, the lower holds", async () => {
  let nowMs = 1_000_000;
  const window = { kind: "rate", unit: "output-tokens", per: "minute", limit: 80_000 } as const;
  const admission = createInProcessAdmission({
    limits: { "provider:anthropic": { windows: [window] } },
    nowMs: () => nowMs,
  });
  const scopes = ["provider:anthropic"] as const;
  const ask = () =>
    admission.admit({
      scopes,
      workClass: "live",
      amounts: { "output-tokens": 400 },
      leaseMs: 1000,
    });
  admission.heard?.(scopes, toldLimits(vendorLimits(headers, nowMs)));
  let admitted = 0;
  for (let second = 0; second < 60; second += 1) {
    while ((await ask()).kind === "admitted") admitted += 1;
    nowMs += 1000;
  }
  expect(400 * admitted).toBeLessThanOrEqual(8000);
});
