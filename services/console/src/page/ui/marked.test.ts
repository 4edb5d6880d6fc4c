import { expect, test } from "vitest";
import { markedParts } from "./marked.tsx";

const told = (text: string, quotes: string[]) =>
  markedParts(text, quotes).map(({ part, isMarked }) => (isMarked ? `[${part}]` : part));

test("the words of a quote are marked, and nothing of the text is lost", () => {
  expect(told("We sell wind.", ["sell wind"])).toEqual(["We ", "[sell wind]", "."]);
  expect(told("abcdef", ["bcd", "cde"])).toEqual(["a", "[bcd]", "[e]", "f"]);
  expect(told("abc", ["abc", "b"])).toEqual(["[abc]"]);
  expect(told("<b>", ["b"])).toEqual(["<", "[b]", ">"]);
  expect(told("abc", ["x", ""])).toEqual(["abc"]);
});
