import { expect, test } from "vitest";
import { createQuotaFloor } from "./quota-floor.ts";

function open(floorPercent = 20) {
  let nowMs = 0;
  const floor = createQuotaFloor({ connection: "acme", floorPercent, nowMs: () => nowMs });
  const isOpen = () => {
    try {
      floor.check();
      return true;
    } catch (error) {
      expect(error).toMatchObject({ reason: "quota", scope: "account", outcome: "not-sent" });
      return false;
    }
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { floor, isOpen, pass };
}

test("crm-16: nothing is sent once only the part of other integrations is left", () => {
  const { floor, isOpen } = open();
  expect(isOpen()).toBe(true);
  floor.note({ used: 11_999, limit: 15_000 });
  expect(isOpen()).toBe(true);
  floor.note(undefined);
  floor.note({ used: 12_000, limit: 15_000 });
  expect(isOpen()).toBe(false);
  expect(floor.quota()).toEqual({ used: 12_000, limit: 15_000 });
});

test("crm-16: after ten minutes one call finds out whether there is more again", () => {
  const { floor, isOpen, pass } = open();
  floor.note({ used: 15_000, limit: 15_000 });
  pass(600_001);
  expect([isOpen(), isOpen()]).toEqual([true, false]);
  floor.note({ used: 15_000, limit: 15_000 });
  expect(isOpen()).toBe(false);
  pass(600_001);
  expect(isOpen()).toBe(true);
  floor.note({ used: 1, limit: 15_000 });
  expect(isOpen()).toBe(true);
});

test("crm-16: a limit of our app alone is used up to its end", () => {
  const { floor, isOpen } = open();
  floor.note({ used: 17, limit: 15_000, app: { used: 249, limit: 250 } });
  expect(isOpen()).toBe(true);
  floor.note({ used: 18, limit: 15_000, app: { used: 250, limit: 250 } });
  expect(isOpen()).toBe(false);
});

test("crm-16: a floor of 0 leaves the last call to us", () => {
  const { floor, isOpen } = open(0);
  floor.note({ used: 14_999, limit: 15_000 });
  expect(isOpen()).toBe(true);
  floor.note({ used: 15_000, limit: 15_000 });
  expect(isOpen()).toBe(false);
});
