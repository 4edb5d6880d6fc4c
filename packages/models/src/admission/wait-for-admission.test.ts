import { describe, expect, test } from "vitest";
import { createInProcessAdmission } from "./in-process-admission.ts";
import { waitForAdmission } from "./wait-for-admission.ts";

const request = {
  provider: "openai",
  model: "gpt-6-luna",
  workClass: "live" as const,
  inputTokens: 100,
  outputTokens: 100,
  leaseMs: 60_000,
};
const idle = new AbortController().signal;

describe("waiting for admission", () => {
  const held = async () => {
    const admission = createInProcessAdmission({ limits: { openai: { concurrency: 1 } } });
    const lease = await admission.admit(request);
    if (lease.kind === "refused") throw new Error("the first is admitted");
    return { admission, lease };
  };

  test("ends when a place is free", async () => {
    const { admission, lease } = await held();
    const waiting = waitForAdmission(admission, request, { maxWaitMs: 2000, signal: idle });
    await admission.settle(lease, { kind: "nothing" });
    expect(await waiting).toMatchObject({ kind: "admitted", provider: "openai" });
  });

  test("gives up at once when it would take too long, and says when to come back", async () => {
    const { admission } = await held();
    await admission.coolDown("openai", Date.now() + 60_000);
    const startedAt = performance.now();
    const waiting = waitForAdmission(admission, request, { maxWaitMs: 2000, signal: idle });
    await expect(waiting).rejects.toMatchObject({
      code: "admission_refused",
      retryAfterMs: expect.closeTo(60_000, -3),
      details: { provider: "openai", bucket: "cool-down", outcome: "not-sent" },
    });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test("ends with the caller's signal", async () => {
    const { admission } = await held();
    const stop = new AbortController();
    const waiting = waitForAdmission(admission, request, {
      maxWaitMs: 60_000,
      signal: stop.signal,
    });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: "stopped" });
  });
});
