import { expect, test } from "vitest";
import { type SendOptions, type Sent, sendAttempt } from "../../send-attempt.ts";
import { ask, never, type OpenTrial, openAtVendor, questionOf } from "./open-trial.ts";
import type { ProviderTrial, TrialVendor, TriedKind, VendorTrial } from "./provider-trial.ts";

const timeoutMs = 10_000;

export function describeAnyStop(trial: TriedKind, open: OpenTrial): void {
  test("a call that is stopped before it leaves costs nothing", async () => {
    const { provider } = await open();
    const call = provider.prepare(questionOf(trial.model));
    expect(await sendAttempt(call, optionsOf(trial, AbortSignal.abort()))).toMatchObject({
      ...{ kind: "failed", outcome: "not-sent", error: { code: "stopped" } },
    });
  });
}

export function describeStops<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const asked = questionOf(trial.model);
  const open = () => openAtVendor(trial, vendorTrial);

  test("a signal that has fired sends nothing, and is all that comes back", async () => {
    const { provider, relay } = await open();
    const reason = new Error("enough");
    const call = ask(provider, asked, AbortSignal.abort(reason));
    await expect(call).rejects.toSatisfy(isStop);
    expect(relay.asked).toEqual([]);
  });

  test.each([null, 0, 0.05, 0.25, 0.5, 0.75, 0.9])(
    "a call that is stopped when %s of its reply has come ends at once, and may have cost something",
    async (share) => {
      const { provider, relay } = await open();
      relay.deliver({ kind: "stalled", share });
      const stop = new AbortController();
      const call = sendAttempt(provider.prepare(asked), optionsOf(trial, stop.signal));
      await relay.stalled();
      const stoppedAt = performance.now();
      stop.abort();
      expectStopped(await call);
      await relay.hungUp();
      expect(performance.now() - stoppedAt).toBeLessThan(1000);
    },
  );

  test("models-12: a stop reaches the vendor within 100 ms", async () => {
    const delaysMs: number[] = [];
    // The fastest of three: another test may have the processor.
    for (const share of [0.1, 0.5, 0.9]) {
      const { provider, relay } = await open();
      relay.deliver({ kind: "stalled", share });
      const stop = new AbortController();
      const call = sendAttempt(provider.prepare(asked), optionsOf(trial, stop.signal));
      await relay.stalled();
      const stoppedAt = performance.now();
      stop.abort();
      await Promise.all([call, relay.hungUp()]);
      delaysMs.push(performance.now() - stoppedAt);
    }
    expect(Math.min(...delaysMs)).toBeLessThan(100);
  });

  test("an answer that nobody reads on is given up at the vendor", async () => {
    const { provider, relay } = await open();
    relay.deliver({ kind: "stalled", share: 0.6 });
    for await (const _ of provider.prepare(asked).send(never)) break;
    await relay.hungUp();
  });
}

/** How long an answer may take to begin, to go on and to end. */
export function describeTimeLimits<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const asked = questionOf(trial.model);
  const open = async () => {
    const opened = await openAtVendor(trial, vendorTrial);
    // The first call loads the vendor's SDK, which takes longer than these limits.
    await ask(opened.provider, asked);
    return opened;
  };

  test("models-13: an answer that does not begin in time is given up", async () => {
    const { provider, relay } = await open();
    relay.deliver({ kind: "stalled", share: null });
    const sent = await sendAttempt(provider.prepare(asked), {
      ...optionsOf(trial, never),
      firstTokenTimeoutMs: 100,
    });
    expect(sent).toMatchObject({ kind: "failed", outcome: "unknown" });
    await relay.hungUp();
  });

  test("models-13: an answer that does not go on in time is given up, and may have cost something", async () => {
    const { provider, relay } = await open();
    relay.deliver({ kind: "stalled", share: 0.6 });
    const sent = await sendAttempt(provider.prepare(asked), {
      ...optionsOf(trial, never),
      chunkTimeoutMs: 100,
    });
    const error = { reason: "timed-out", details: { timeoutMs: 100 } };
    expect(sent).toMatchObject({ kind: "failed", outcome: "unknown", error });
    await relay.hungUp();
  });

  test("models-13: a call that is late is given up, and may have cost something", async () => {
    const { provider, relay } = await open();
    relay.deliver({ kind: "stalled", share: 0.5 });
    const sent = await sendAttempt(provider.prepare(asked), {
      ...optionsOf(trial, never),
      timeoutMs: 100,
    });
    expect(sent).toMatchObject({
      ...{ kind: "failed", outcome: "unknown", error: { reason: "timed-out" } },
    });
    await relay.hungUp();
  });
}

function optionsOf({ kind, model }: TriedKind, signal: AbortSignal): SendOptions {
  return { ref: { provider: kind.name, model }, timeoutMs, signal };
}

function expectStopped(sent: Sent): void {
  expect(sent).toMatchObject({ kind: "failed", outcome: "unknown", error: { code: "stopped" } });
}

function isStop(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.message === "enough");
}
