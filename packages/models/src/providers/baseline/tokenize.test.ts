import { expect, test } from "vitest";
import { terms, words } from "./tokenize.ts";

test("words are stems without grammar, numbers and single letters", () => {
  expect(words("The company was founded in 1990; it sells pumps to 3 cities.")).toEqual([
    "sell",
    "pump",
    "citi",
  ]);
});

test("abbreviations are one word, however dotted", () => {
  expect(words("R&D, C.E.O. and n/a")).toEqual(["r&d", "ceo"]);
});

test("short texts are compared by pieces of words as well", () => {
  expect(terms("VP", { isShort: true })).toEqual(["vp", "_vp", "vp_", "_vp_"]);
  expect(terms("VP", { isShort: false })).toEqual(["vp"]);
});
