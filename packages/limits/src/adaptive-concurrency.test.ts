import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AdaptiveConcurrency,
  afterAdmission,
  afterCall,
  type CallEnd,
  concurrencyNow,
  firstConcurrency,
} from "./adaptive-concurrency.ts";

const startMs = 1_700_000_000_000;

/** A vendor's limit in use, with a clock of its own. */
function createGauge() {
  let state: AdaptiveConcurrency = firstConcurrency(startMs);
  let nowMs = startMs;
  const call = (ended: CallEnd, durationMs: number, inUse: number) => {
    state = afterCall(concurrencyNow(state, nowMs), { ended, durationMs, inUse }, nowMs);
  };
  return {
    /** As many calls at once as are allowed, or as `inUse` says; they end together. */
    wave(ended: CallEnd, durationMs: number, inUse = state.limit) {
      nowMs += 1;
      state = afterAdmission(concurrencyNow(state, nowMs), inUse);
      nowMs += durationMs;
      for (let left = inUse; left > 0; left -= 1) call(ended, durationMs, left);
    },
    call,
    pass(ms: number) {
      nowMs += ms;
    },
    limit: () => concurrencyNow(state, nowMs).limit,
  };
}

/** Waves until so much is allowed. */
function grownTo(limit: number, paceMs: number) {
  const gauge = createGauge();
  for (let waves = 0; gauge.limit() < limit; waves += 1) {
    if (waves > 100) throw new Error(`it stays at ${gauge.limit()}`);
    gauge.wave("answered", paceMs);
  }
  return gauge;
}

describe("growth", () => {
  test("from two, doubling with each round of answers that keep their pace, up to 256", () => {
    const gauge = createGauge();
    const limits = Array.from({ length: 9 }, () => {
      gauge.wave("answered", 1000);
      return gauge.limit();
    });
    expect(limits).toEqual([4, 8, 16, 32, 64, 128, 256, 256, 256]);
  });

  test("not while the limit was not in use", () => {
    const gauge = grownTo(16, 1000);
    for (let waves = 0; waves < 50; waves += 1) gauge.wave("answered", 1000, 15);
    expect(gauge.limit()).toBe(16);
  });

  test("not on calls that ended neither by an answer nor by overload", () => {
    const gauge = grownTo(16, 1000);
    for (let waves = 0; waves < 50; waves += 1) gauge.wave("other", 1000);
    expect(gauge.limit()).toBe(16);
  });

  test("not while answers take twice as long as at half of the limit", () => {
    const gauge = grownTo(16, 1000);
    for (let waves = 0; waves < 4; waves += 1) gauge.wave("answered", 2000);
    expect(gauge.limit()).toBe(16);
  });

  test("also while calls queue, as long as they are quick", () => {
    const gauge = grownTo(16, 5);
    gauge.wave("answered", 90);
    expect(gauge.limit()).toBe(32);
    gauge.wave("answered", 180);
    expect(gauge.limit()).toBe(35);
    for (let waves = 0; waves < 100; waves += 1) {
      gauge.wave("answered", Math.floor(5.7 * gauge.limit()));
      expect(gauge.limit()).toBeLessThanOrEqual(36);
    }
  });

  test("begins anew after ten minutes without a call", () => {
    const gauge = grownTo(64, 1000);
    gauge.pass(599_999);
    expect(gauge.limit()).toBe(64);
    gauge.pass(1);
    expect(gauge.limit()).toBe(2);
  });
});

describe("a lost pace", () => {
  /** Rounds in which a call takes what the load says. */
  function play(
    gauge: ReturnType<typeof createGauge>,
    waves: number,
    paceMs: (limit: number) => number,
  ) {
    for (let wave = 0; wave < waves; wave += 1) gauge.wave("answered", paceMs(gauge.limit()));
  }

  test("that comes back with half of the load was our queue, and half it stays, to grow by small steps", () => {
    const gauge = grownTo(16, 1000);
    // Four slots are left of sixteen.
    play(gauge, 3, (limit) => 250 * limit);
    expect(gauge.limit()).toBe(8);
    play(gauge, 40, (limit) => Math.max(1000, 250 * limit));
    expect(gauge.limit()).toBeLessThanOrEqual(8);
  });

  test("that does not come back with half of the load is the vendor's own: all of the load is allowed again", () => {
    const gauge = grownTo(16, 1000);
    play(gauge, 2, () => 5000);
    expect(gauge.limit()).toBe(8);
    play(gauge, 2, () => 5000);
    expect(gauge.limit()).toBeGreaterThanOrEqual(16);
  });
});

describe("time-outs and refusals as busy", () => {
  test.each(["timed-out", "busy"] as const)(
    "%s: halves the limit once for all calls that were under way",
    (ended) => {
      const gauge = grownTo(64, 1000);
      gauge.wave(ended, 10_000);
      expect(gauge.limit()).toBe(32);
      gauge.wave(ended, 10_000);
      expect(gauge.limit()).toBe(16);
    },
  );

  test("halves what was in use, when that was less than the limit", () => {
    const gauge = grownTo(64, 1000);
    gauge.wave("timed-out", 10_000, 6);
    expect(gauge.limit()).toBe(3);
  });

  test("never falls below one", () => {
    const gauge = createGauge();
    for (let waves = 0; waves < 5; waves += 1) gauge.wave("timed-out", 10_000);
    expect(gauge.limit()).toBe(1);
  });

  test("one time-out to sixteen answers is chance", () => {
    const gauge = grownTo(256, 1000);
    for (let answers = 0; answers < 100; answers += 1) gauge.call("answered", 1000, 200);
    for (let failures = 0; failures < 6; failures += 1) gauge.call("timed-out", 1000, 200);
    expect(gauge.limit()).toBe(256);
    gauge.call("timed-out", 1000, 256);
    expect(gauge.limit()).toBe(128);
  });

  test("an outage is over with its first answers: the limit doubles to where it was", () => {
    const gauge = grownTo(64, 1000);
    for (let waves = 0; waves < 8; waves += 1) gauge.wave("timed-out", 10_000);
    expect(gauge.limit()).toBe(1);
    for (let waves = 0; waves < 8; waves += 1) gauge.wave("answered", 1000);
    expect(gauge.limit()).toBeGreaterThanOrEqual(64);
  });

  test("what failed while calls queued is not tried again for a minute, then for two, then for four", () => {
    const gauge = createGauge();
    gauge.pass(4000);
    gauge.call("answered", 4000, 2);
    const tried: number[] = [];
    // One slot: four seconds alone, in pairs eight at the mean, and what waits for ten has failed.
    for (let turns = 0; turns < 400 && tried.length < 4; turns += 1) {
      if (gauge.limit() === 1) gauge.wave("answered", 4000);
      else {
        tried.push(turns);
        gauge.call("answered", 8000, 2);
        gauge.wave("timed-out", 10_000, 2);
      }
    }
    const waited = tried.slice(1).map((turn, index) => (turn - (tried[index] ?? 0)) * 4);
    expect(waited[0]).toBeGreaterThanOrEqual(60);
    expect(waited[1]).toBeGreaterThanOrEqual(120);
    expect(waited[2]).toBeGreaterThanOrEqual(240);
  });
});

test("whatever happens, at least one call and at most 256 are allowed, and every number is whole", () => {
  const anyCall = fc.record({
    ended: fc.constantFrom<CallEnd>(
      "answered",
      "answered",
      "answered",
      "timed-out",
      "busy",
      "other",
    ),
    durationMs: fc.oneof(fc.nat({ max: 400 }), fc.nat({ max: 90_000 })),
    inUse: fc.integer({ min: 1, max: 300 }),
    afterMs: fc.oneof(fc.constant(0), fc.nat({ max: 3000 }), fc.nat({ max: 700_000 })),
  });
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 300, size: "max" }), (calls) => {
      let state = firstConcurrency(startMs);
      let nowMs = startMs;
      for (const { ended, durationMs, inUse, afterMs } of calls) {
        nowMs += afterMs;
        state = afterAdmission(concurrencyNow(state, nowMs), inUse);
        state = afterCall(state, { ended, durationMs, inUse }, nowMs);
        expect(state.limit).toBeGreaterThanOrEqual(1);
        expect(state.limit).toBeLessThanOrEqual(256);
        for (const [name, value] of Object.entries(state)) {
          expect(Number.isSafeInteger(value), `${name} is ${value}`).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});
