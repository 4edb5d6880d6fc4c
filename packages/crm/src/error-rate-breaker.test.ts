import { expect, test } from "vitest";
import { createErrorRateBreaker } from "./error-rate-breaker.ts";

function open() {
  let nowMs = 0;
  const breaker = createErrorRateBreaker({
    ...{ connection: "portal", window: 200, leastCalls: 100, nowMs: () => nowMs },
  });
  const begin = () => {
    try {
      return breaker.begin();
    } catch (error) {
      expect(error).toMatchObject({ reason: "busy", outcome: "not-sent", scope: "vendor" });
      return undefined;
    }
  };
  const call = (hasFailed: boolean) => {
    const note = begin();
    note?.(hasFailed);
    return note !== undefined;
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { begin, call, pass };
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

test("crm-18: so many failures in a row are not waited for, however few calls there were", () => {
  const { call } = open();
  const sent = Array.from({ length: 50 }, () => call(true)).filter(Boolean);
  expect(sent).toHaveLength(20);
});

test("crm-18: a call that fails now and then, as with a token that was taken back, is no row", () => {
  const { call, pass } = open();
  const sent = Array.from({ length: 50 }, () => {
    pass(60_000);
    return call(true);
  });
  expect(sent.every(Boolean)).toBe(true);
});

test("crm-18: after its rest one call finds out; failing, the next rest is longer, and succeeding, others follow", () => {
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

test("crm-18: while one call finds out, no other is sent, and what comes late from before tells nothing", () => {
  const { begin, call, pass } = open();
  const late = begin();
  for (let index = 0; index < 100; index += 1) call(index >= 90);
  pass(60_000);
  const findsOut = begin();
  late?.(false);
  expect(begin()).toBeUndefined();
  findsOut?.(false);
  expect(begin()).toBeDefined();
});

test("crm-18: where one call succeeds and the rest fail on and on, rests grow to a quarter of an hour", () => {
  const { call, pass } = open();
  let sent = 0;
  for (let minute = 0; minute < 4 * 60; minute += 1) {
    if (call(false)) sent += 1;
    for (let index = 0; index < 30; index += 1) if (call(true)) sent += 1;
    pass(60_000);
  }
  expect(sent).toBeLessThan(600);
});
