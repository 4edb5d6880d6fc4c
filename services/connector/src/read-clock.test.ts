import { expect, test } from "vitest";
import { createReadClock } from "./read-clock.ts";

test("each read starts later than the one before, also when the clock is set back", () => {
  const times = [1000, 1000, 400, 5000];
  const readStart = createReadClock(() => times.shift() ?? 0);
  const starts = [readStart(), readStart(), readStart(), readStart()].map((at) => Date.parse(at));
  expect(starts).toEqual([1000, 1001, 1002, 5000]);
});
