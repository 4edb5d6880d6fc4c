import { expect, test } from "vitest";
import { toldLimits } from "./told-limits.ts";

const left = { limit: 100, remaining: 7 };

test.each([
  ["requests", [{ unit: "requests", per: "minute", ...left }]],
  ["req-day", [{ unit: "requests", per: "day", ...left }]],
  ["input-tokens", [{ unit: "input-tokens", per: "minute", ...left }]],
  [
    "tokens-minute",
    [
      { unit: "input-tokens", per: "minute", ...left },
      { unit: "output-tokens", per: "minute", ...left },
    ],
  ],
  ["requests-second", []],
  ["tokens-month", []],
  // Anything: one gateway counts requests, another seconds of work.
  ["", []],
])("models-27: headers about %j are about these windows", (of, heard) => {
  expect(toldLimits([{ of, ...left, resetMs: 1 }])).toEqual(heard);
});

test("models-27: a limit of nothing is none, and what is left of it says nothing", () => {
  expect(toldLimits([{ of: "requests", limit: 0, remaining: 0 }])).toEqual([]);
  expect(toldLimits([{ of: "requests", remaining: 0 }])).toMatchObject([{ remaining: 0 }]);
});
