import { expect, test } from "vitest";
import { createTermReader } from "./terms.ts";

const sources = {
  lists: ["Energy: wind farm owner, oil"],
  texts: ["sells blue pumps", "blue pumps rock", "rare pair"],
  isShort: false,
};

test("a text is compared by its words, pairs that were seen before, and listed phrases", () => {
  const read = createTermReader(sources);
  expect(read("Oil, blue pumps: a wind farm owner")).toEqual([
    "oil",
    "=oil",
    "blue",
    "pump",
    "blue+pump",
    "wind",
    "farm",
    "owner",
    "wind+farm",
    "farm+owner",
    "=wind farm owner",
  ]);
});

test("a pair of one text alone tells nothing, nor does one across punctuation", () => {
  const read = createTermReader(sources);
  expect(read("rare pair")).toEqual(["rare", "pair"]);
  expect(read("blue; pumps")).toEqual(["blue", "pump"]);
});

test("short texts are compared by pieces of words as well", () => {
  const read = createTermReader({ ...sources, isShort: true });
  expect(read("VP")).toEqual(["vp", "_vp", "vp_", "_vp_"]);
});
