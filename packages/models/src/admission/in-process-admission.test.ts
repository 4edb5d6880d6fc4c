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

describe("in-process admission", () => {
  test("applies the limits of the model, else those of its provider", async () => {
    const admission = createInProcessAdmission({
      limits: { openai: { concurrency: 1 }, "openai/gpt-6-sol": { concurrency: 2 } },
    });
    const kinds = async (model: string) => {
      const answers = [1, 2, 3].map(() => admission.admit({ ...request, model }));
      return (await Promise.all(answers)).map(({ kind }) => kind);
    };
    expect(await kinds("gpt-6-sol")).toEqual(["admitted", "admitted", "refused"]);
    expect(await kinds("gpt-6-luna")).toEqual(["admitted", "refused", "refused"]);
    // The other models share what is left of the provider's: nothing.
    expect(await kinds("gpt-5-nano")).toEqual(["refused", "refused", "refused"]);
  });

  test("sets no limit to a provider that has none", async () => {
    const admission = createInProcessAdmission({ limits: {} });
    const answers = await Promise.all(Array.from({ length: 100 }, () => admission.admit(request)));
    expect(answers.every(({ kind }) => kind === "admitted")).toBe(true);
  });

  test("cools a whole provider down, and never shortens it", async () => {
    let now = 1000;
    const admission = createInProcessAdmission({ limits: {}, nowMs: () => now });
    await admission.coolDown("openai", 5000);
    await admission.coolDown("openai", 2000);
    const refusal = { kind: "refused", bucket: "cool-down", waitMs: 4000 };
    expect(await admission.admit(request)).toEqual(refusal);
    expect(await admission.admit({ ...request, model: "gpt-6-sol" })).toEqual(refusal);
    expect((await admission.admit({ ...request, provider: "local" })).kind).toBe("admitted");
    now = 5000;
    expect((await admission.admit(request)).kind).toBe("admitted");
  });
});

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
