import { expect, test } from "vitest";
import { planConcurrency } from "./consumer-pace.ts";

test.each([
  ["a vendor of one slot gets one call and has two at hand", [{ concurrency: 1 }], 3],
  ["a vendor without a limit takes all that a consumer handles", [{ concurrency: undefined }], 50],
  ["as many again are at hand where few may be asked", [{ concurrency: 8 }], 16],
  ["some more are at hand where many may be asked", [{ concurrency: 32 }], 48],
  ["no more is taken than the setting says", [{ concurrency: 200 }], 50],
  ["of several models the most generous counts", [{ concurrency: 1 }, { concurrency: 8 }], 16],
  ["a lane of no model takes what the setting says", [], 50],
])("%s", (_, capacities, expected) => {
  expect(planConcurrency(capacities, 50)).toBe(expected);
});
