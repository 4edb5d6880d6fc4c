import { expect, test } from "vitest";
import { passagesOf } from "./passages.ts";

test("the items of a list are passages of their sentence, and earlier sentences count for more", () => {
  const passages = passagesOf(["Makes pumps; and valves; . It sells them.", "Acme"]);
  expect(passages.map(({ text }) => text)).toEqual([
    "Makes pumps",
    "and valves",
    ".",
    "It sells them.",
    "Acme",
  ]);
  const [first, second, , later, name] = passages.map(({ weight }) => weight);
  expect([first, second, name]).toEqual([1, 1, 1]);
  expect(later).toBeLessThan(1);
});

test("a text without words has no passages", () => {
  expect(passagesOf(["", " \n", ";;"])).toEqual([]);
});
