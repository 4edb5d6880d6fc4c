import { expect, test } from "vitest";
import { detailsOf } from "./details.ts";

test("what an order has changed is told in words, and what is absent is not told", () => {
  const after = {
    why: "the demo is on",
    tryFirst: 5,
    value: null,
    left: { pinned: 2 },
    goesOn: true,
  };
  expect(detailsOf(after)).toBe(
    'why: the demo is on · try first: 5 · left: {"pinned":2} · goes on: true',
  );
  expect(detailsOf({ rows: [], left: {} })).toBe("");
  expect(detailsOf(null)).toBe("");
  expect(detailsOf("as it is")).toBe("as it is");
});
