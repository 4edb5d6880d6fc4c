import { expect, test } from "vitest";
import { createErrorRateBreaker } from "./error-rate-breaker.ts";

function open() {
  let nowMs = 0;
  const breaker = createErrorRateBreaker({
    ...{ connection: "portal", window: 200, leastCalls: 100, nowMs: () => nowMs },
  });
  const call = (hasFailed: boolean) => {
    try {
      breaker.check();
    } catch (error) {
      expect(error).toMatchObject({ reason: "busy", outcome: "not-sent", scope: "vendor" });
      return false;
    }
    breaker.note(hasFailed);
    return true;
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { call, pass };
}

test("crm-18: while more than a twentieth of the calls fail, few are sent", () => {
  const { call, pass } = open();
  const sentOf = (failsEach: number) => {
    let sent = 0;
    for (let index = 0; index < 20_000; index += 1) {
      if (call(index % failsEach === 0)) sent += 1;
      pass(100);
    }
    return sent;
  };
  expect(sentOf(25)).toBe(20_000);
  expect(sentOf(10)).toBeLessThan(6000);
});

test("crm-18: a few failures among few calls are no rate", () => {
  const { call } = open();
  const calls = Array.from({ length: 99 }, (_, index) => call(index % 3 === 0));
  expect(calls.every(Boolean)).toBe(true);
});

test("crm-18: after its rest one call finds out; failing, the next rest is longer, and succeeding, all go on", () => {
  const { call, pass } = open();
  for (let index = 0; index < 100; index += 1) call(index >= 90);
  expect(call(false)).toBe(false);
  pass(60_000);
  expect([call(true), call(false)]).toEqual([true, false]);
  pass(60_000);
  expect(call(false)).toBe(false);
  pass(60_000);
  expect([call(false), call(false), call(false)]).toEqual([true, true, true]);
});
