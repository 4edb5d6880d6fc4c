import fc from "fast-check";
import { expect, test } from "vitest";
import { sentences } from "./sentences.ts";
import { summarise } from "./summarise.ts";

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

test("takes the sentences that share most with the others, in their order", () => {
  expect(summarise(text, { maxSentences: 2, maxChars: 400 })).toMatchObject({
    text: "Acme makes pumps for water works. Acme sells pumps and pump parts to water works in St. Petersburg, e.g. Vodokanal.",
    evidence: "Acme makes pumps for water works.",
  });
});

test("leaves out what does not fit, and cuts at a word what does not fit alone", () => {
  expect(summarise(text, { maxSentences: 2, maxChars: 60 })?.text).toBe(
    "Acme makes pumps for water works. It was founded in 1990.",
  );
  expect(summarise(text, { maxSentences: 2, maxChars: 16 })).toMatchObject({
    text: "Acme makes…",
    evidence: "Acme makes",
  });
});

test("has nothing to say of a text without words", () => {
  expect(summarise("", { maxSentences: 2, maxChars: 400 })).toBeUndefined();
  expect(summarise("42. 17!", { maxSentences: 2, maxChars: 400 })).toBeUndefined();
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
        const summary = summarise(some, { maxSentences, maxChars });
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
