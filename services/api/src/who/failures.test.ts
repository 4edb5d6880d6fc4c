import { expect, test } from "vitest";
import { createFailures } from "./failures.ts";

test("an address that fails too often waits until its window has passed, and no other does", () => {
  let nowMs = 0;
  const failures = createFailures({
    ...{ most: 3, windowMs: 1000, mostAddresses: 10 },
    nowMs: () => nowMs,
  });
  for (const at of [0, 400, 800]) {
    nowMs = at;
    expect(failures.isTooMany("a")).toBe(false);
    failures.note("a");
  }
  expect([failures.isTooMany("a"), failures.isTooMany("b")]).toEqual([true, false]);
  nowMs = 1000;
  expect(failures.isTooMany("a")).toBe(false);
});

test("no more addresses are kept than were allowed", () => {
  const failures = createFailures({ most: 1, windowMs: 1000, mostAddresses: 2, nowMs: () => 0 });
  for (const address of ["a", "b", "c"]) failures.note(address);
  expect(["a", "b", "c"].map((one) => failures.isTooMany(one))).toEqual([false, true, true]);
});
