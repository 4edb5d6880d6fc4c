import fc from "fast-check";
import { expect, test } from "vitest";
import { sentences } from "./sentences.ts";
import { summarise } from "./summarise.ts";
import { countTerms, trainTfIdf } from "./tf-idf.ts";
import { words } from "./tokenize.ts";

const tfIdf = trainTfIdf([]);

const text =
  "Acme makes pumps for water works. Its office has a green door. Acme sells pumps and pump parts " +
  "to water works in St. Petersburg, e.g. Vodokanal. It was founded in 1990.";

test("splits a text at the ends of its sentences, not after abbreviations", () => {
  expect(sentences(text)).toEqual([
    "Acme makes pumps for water works.",
    "Its office has a green door.",
    "Acme sells pumps and pump parts to water works in St. Petersburg, e.g. Vodokanal.",
    "It was founded in 1990.",
  ]);
});

test("takes the sentence that shares most with the rest, and what adds most to it, in their order", () => {
  expect(summarise(text, { maxSentences: 2, maxChars: 400, tfIdf })).toMatchObject({
    text: "Acme makes pumps for water works. Acme sells pumps and pump parts to water works in St. Petersburg, e.g. Vodokanal.",
    evidence: "Acme makes pumps for water works.",
  });
});

test("passes over what every text of the kind says, and what is known besides", () => {
  const some = "Acme was founded in Lund. Acme moved to Lund. Pumps and valves are its trade.";
  const options = { maxSentences: 1, maxChars: 400 };
  expect(summarise(some, { ...options, tfIdf })?.text).toMatch(/Lund/);
  const common = trainTfIdf(Array.from({ length: 50 }, () => countTerms(words("moved to Lund"))));
  const summary = summarise(`${some} It sells pumps.`, {
    ...options,
    tfIdf: common,
    besides: "Acme",
  });
  expect(summary?.text).toMatch(/pumps/i);
});

test("leaves out what does not fit, and cuts at a word what does not fit alone", () => {
  expect(summarise(text, { maxSentences: 2, maxChars: 60, tfIdf })?.text).toBe(
    "Acme makes pumps for water works. It was founded in 1990.",
  );
  expect(summarise(text, { maxSentences: 2, maxChars: 16, tfIdf })).toMatchObject({
    text: "Acme makes…",
    evidence: "Acme makes",
  });
});

test("has nothing to say of a text without words", () => {
  expect(summarise("", { maxSentences: 2, maxChars: 400, tfIdf })).toBeUndefined();
  expect(summarise("42. 17!", { maxSentences: 2, maxChars: 400, tfIdf })).toBeUndefined();
});

test("keeps to its bounds and to the words of the text, whatever the text", () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      "Acme sells pumps. ",
      "It is small. ",
      "St. Petersburg ",
      "👩‍👩‍👧",
      "e.g. ",
      "\n",
    ),
    fc.string({ unit: "grapheme", maxLength: 30 }),
  );
  fc.assert(
    fc.property(
      fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join("")),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 120 }),
      (some, maxSentences, maxChars) => {
        const summary = summarise(some, { maxSentences, maxChars, tfIdf });
        if (!summary) return;
        expect(summary.text.length).toBeLessThanOrEqual(maxChars);
        expect(sentences(summary.text).length).toBeLessThanOrEqual(maxSentences);
        expect(summary.text.isWellFormed()).toBe(true);
        expect(some).toContain(summary.evidence);
        expect(summary.coverage).toBeGreaterThanOrEqual(0);
        expect(summary.coverage).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 300 },
  );
});
