import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import type { AdmissionRefusal, AdmissionRequest } from "./admission.ts";
import { requestFor } from "./testing/common-request.ts";
import { type AdmissionAnswer, WaitingLine } from "./waiting-line.ts";

const request: AdmissionRequest = { ...requestFor(), about: { provider: "openai" } };
const idle = new AbortController().signal;
const full: AdmissionRefusal = {
  kind: "refused",
  scope: "openai",
  window: "concurrency",
  waitMs: 20,
};

/** So many places, of which other processes may take some. */
function createPlaces(places: number) {
  const desk = { free: places, asked: 0, away: false, refusal: full };
  const line = new WaitingLine({
    async ask({ scopes }): Promise<AdmissionAnswer> {
      desk.asked += 1;
      if (desk.away) throw new Error("away");
      if (desk.free === 0) return desk.refusal;
      desk.free -= 1;
      const leaseId = `${desk.asked}`;
      const lease = { kind: "admitted", leaseId, scopes, askedAtMs: 0 } as const;
      return { kind: "admitted", lease, placesLeft: desk.free };
    },
    random: () => 0,
  });
  const admitted: number[] = [];
  return Object.assign(desk, {
    line,
    admitted,
    /** Callers that come one after the other. */
    come: (...numbers: number[]) =>
      numbers.map(async (number) => {
        await line.waitFor(request, { maxWaitMs: 5000, signal: idle });
        admitted.push(number);
      }),
    release() {
      desk.free += 1;
      line.wake();
    },
  });
}

describe("a waiting line", () => {
  test("lets callers ask side by side while there are places", async () => {
    const places = createPlaces(10);
    await Promise.all(places.come(1, 2, 3, 4, 5));
    expect(places.asked).toBe(5);
  });

  test("serves those who wait in the order in which they came, each as soon as a lease ends", async () => {
    const places = createPlaces(1);
    const calls = places.come(1, 2, 3, 4);
    for (const number of [1, 2, 3, 4]) {
      await eventually(() => expect(places.admitted).toHaveLength(number));
      places.release();
    }
    await Promise.all(calls);
    expect(places.admitted).toEqual([1, 2, 3, 4]);
  });

  test("asks for the first alone while fifty wait, and no more often than it was told", async () => {
    const places = createPlaces(1);
    await Promise.all(places.come(1));
    const calls = places.come(...Array.from({ length: 50 }, (_, index) => index + 2));
    const from = performance.now();
    await eventually(() => expect(places.asked).toBeGreaterThan(6));
    expect(places.asked - 1).toBeLessThanOrEqual((performance.now() - from) / full.waitMs + 1);
    for (const number of calls.keys()) {
      places.release();
      await eventually(() => expect(places.admitted).toHaveLength(number + 2));
    }
    await Promise.all(calls);
  });

  test("fetches several places at once when several have come free elsewhere", async () => {
    const places = createPlaces(1);
    await Promise.all(places.come(1));
    const calls = places.come(2, 3, 4, 5, 6, 7, 8);
    const askedBefore = places.asked;
    places.free = 7;
    await Promise.all(calls);
    expect(places.asked - askedBefore).toBeLessThanOrEqual(9);
  });

  test("lets none pass before one that was asked for and refused", async () => {
    const places = createPlaces(0);
    const calls = places.come(1, 2, 3);
    await eventually(() => expect(places.asked).toBeGreaterThanOrEqual(3));
    for (const number of [1, 2, 3]) {
      places.release();
      await eventually(() => expect(places.admitted).toHaveLength(number));
    }
    await Promise.all(calls);
    expect(places.admitted).toEqual([1, 2, 3]);
  });

  test("ends for all when whoever keeps the places is away", async () => {
    const places = createPlaces(1);
    await Promise.all(places.come(1));
    const calls = places.come(2, 3, 4);
    places.away = true;
    const ends = await Promise.allSettled(calls);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  test("gives up what has waited for its time, without closing the lane, and says when to come back", async () => {
    const places = createPlaces(1);
    await Promise.all(places.come(1));
    const from = performance.now();
    const waiting = places.line.waitFor(request, { maxWaitMs: 100, signal: idle });
    const error = await waiting.catch((reason: unknown) => reason);
    expect(performance.now() - from).toBeGreaterThanOrEqual(99);
    expect(error).toMatchObject({
      code: "admission_refused",
      retryable: true,
      retryAfterMs: 100,
      details: { scope: "openai", window: "concurrency", outcome: "not-sent" },
    });
    expect(error).not.toHaveProperty("details.closeLaneMs");
  });

  test.each([
    ["cool-down", 60_000],
    ["requests/minute", undefined],
    ["output-tokens/minute", undefined],
  ] as const)("gives up at once what would wait too long for %s", async (window, closeLaneMs) => {
    const places = createPlaces(0);
    places.refusal = { kind: "refused", scope: "openai", window, waitMs: 60_000 };
    const from = performance.now();
    const waiting = places.line.waitFor(request, { maxWaitMs: 18_000, signal: idle });
    const error = await waiting.catch((reason: unknown) => reason);
    expect(performance.now() - from).toBeLessThan(9000);
    expect(error).toMatchObject({ code: "admission_refused", retryAfterMs: 60_000 });
    expect((error as { details: object }).details).toEqual({
      provider: "openai",
      scope: "openai",
      window,
      outcome: "not-sent",
      ...(closeLaneMs !== undefined && { closeLaneMs }),
    });
  });

  test("is left with the caller's signal, and the next one moves up", async () => {
    const places = createPlaces(1);
    await Promise.all(places.come(1));
    const stop = new AbortController();
    const options = { maxWaitMs: 60_000, signal: stop.signal };
    const waiting = places.line.waitFor(request, options);
    const [next] = places.come(2);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: "stopped" });
    places.release();
    await next;
    await expect(places.line.waitFor(request, options)).rejects.toMatchObject({ code: "stopped" });
  });
});
