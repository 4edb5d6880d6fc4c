import { expect, test } from "vitest";
import { pathsOf } from "./line-paths.ts";

test("a line goes from nought at the bottom to the most at the top", () => {
  expect(pathsOf([0, 5, 10], 10)).toBe("M0 98L1 51L2 4");
});

test("it ends where nothing is known, and begins anew after it", () => {
  expect(pathsOf([null, 10, null, 10], 10)).toBe("M1 4M3 4");
});

test("nothing at all lies at the bottom", () => {
  expect(pathsOf([0, 0], 0)).toBe("M0 98L1 98");
});
