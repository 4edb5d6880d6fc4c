import { expect, test } from "vitest";
import { pieces, wordRuns, words } from "./tokenize.ts";

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

test("punctuation parts runs of words, hyphens and full stops within names do not", () => {
  expect(wordRuns("Off-shore oil, gas (wells); St.Petersburg pumps. It sells: ships")).toEqual([
    ["off", "shore", "oil"],
    ["ga"],
    ["well"],
    [],
    ["st", "petersburg", "pump"],
    ["sell"],
    ["ship"],
  ]);
});

test("what is too long for a word is left as it is", () => {
  const long = "pumps".repeat(10);
  expect(words(long)).toEqual([long]);
});

test("pieces of words begin and end at their bounds", () => {
  expect(pieces("VP")).toEqual(["_vp", "vp_", "_vp_"]);
});
