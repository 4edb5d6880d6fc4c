import fc from "fast-check";
import { expect, test } from "vitest";
import { collectPhrases } from "./phrases.ts";

const find = collectPhrases(["Energy: wind farm, wind farm owner; wind", "gold", ""]);

test("finds the longest phrase that begins at a word, and goes on behind it", () => {
  expect(find(["wind", "farm", "owner", "gold", "wind", "farm", "gold", "farm"])).toEqual([
    "wind farm owner",
    "gold",
    "wind farm",
    "gold",
  ]);
  expect(find([])).toEqual([]);
});

test("finds a shorter phrase where a longer one breaks off", () => {
  expect(find(["wind", "farm", "farm"])).toEqual(["wind farm"]);
  expect(find(["wind", "owner"])).toEqual(["wind"]);
});

test("finds only what stands in the run, in its order, and no word in two phrases", () => {
  const run = fc.array(fc.constantFrom("wind", "farm", "owner", "gold", "sea"), { maxLength: 12 });
  fc.assert(
    fc.property(run, (words) => {
      let rest = words.join(" ");
      for (const phrase of find(words)) {
        const at = rest.indexOf(phrase);
        expect(at).toBeGreaterThanOrEqual(0);
        rest = rest.slice(at + phrase.length);
      }
    }),
  );
});
