import { expect, test } from "vitest";
import { endOfDay, judgeBurn } from "./judge-burn.ts";

const noon = Date.parse("2026-11-27T12:00:00Z");
const minute = 60_000;
const midnight = endOfDay(new Date(noon));
const charged = (...amounts: number[]) =>
  amounts.map((chargedNanoUsd, place) => ({
    atMs: noon + (place - amounts.length + 1) * minute,
    chargedNanoUsd,
  }));

test("a budget that lasts is told what will be charged at its end", () => {
  const burn = judgeBurn(charged(100, 110, 120), { limitNanoUsd: 100_000, endsAt: midnight });
  expect(burn).toEqual({
    perHourNanoUsd: 600,
    atEndNanoUsd: 7320,
    endsAt: midnight,
    emptyAt: null,
  });
});

test("a budget that does not last is told when it is used up, and is never charged more", () => {
  const burn = judgeBurn(charged(100, 110, 120), { limitNanoUsd: 420, endsAt: midnight });
  expect(burn).toMatchObject({ atEndNanoUsd: 420, emptyAt: new Date(noon + 30 * minute) });
  const empty = judgeBurn(charged(410, 420), { limitNanoUsd: 400, endsAt: midnight });
  expect(empty.emptyAt).toEqual(new Date(noon));
});

test("money that is released is no burn, and before a minute has passed nothing is known", () => {
  const limit = { limitNanoUsd: 1000, endsAt: midnight };
  expect(judgeBurn(charged(300, 200), limit)).toMatchObject({ perHourNanoUsd: 0, emptyAt: null });
  expect(judgeBurn(charged(300), limit)).toMatchObject({
    perHourNanoUsd: null,
    atEndNanoUsd: null,
  });
  expect(judgeBurn([], limit)).toMatchObject({ perHourNanoUsd: null });
});

test("a day ends at the next midnight in UTC, also on the last of a month", () => {
  expect(endOfDay(new Date("2026-11-30T23:59:59Z"))).toEqual(new Date("2026-12-01T00:00:00Z"));
});
