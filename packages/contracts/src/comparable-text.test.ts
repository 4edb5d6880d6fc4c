import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { caselessText, comparableText } from "./comparable-text.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);

describe("two texts are comparable", () => {
  test.each([
    ["quotation marks", "the “best” «pumps», ‘they’ say", `the 'best' "pumps", 'they' say`],
    ["apostrophes and primes", "Acme’s 5′ pump", "Acme's 5' pump"],
    ["dashes", "2019–2020 — state‑of‑the‑art, −5", "2019-2020 - state-of-the-art, -5"],
    ["blanks", "10\u00a0000\u2009pumps\u3000sold \n here ", "10 000 pumps sold here"],
    ["decomposed letters", "Cafe\u0301 Mu\u0308ller", "Café Müller"],
    ["ligatures", "e\ufb03cient \ufb02ow", "efficient flow"],
    ["full-width letters", "ＡＢＣ　１２３", "ABC 123"],
    ["an ellipsis", "and more…", "and more..."],
    ["soft hyphens and zero width", "in\u00adsu\u200blin", "insulin"],
    ["variation selectors", "⚕\ufe0f Health", "⚕ Health"],
    ["fractions", "1⁄2 and ½", "1/2 and 1/2"],
  ])("whatever their %s", (_, one, other) => {
    expect(comparableText(one)).toBe(comparableText(other));
  });

  test.each([
    ["case", "Insulin", "insulin"],
    ["a letter", "pump", "bump"],
    ["an accent", "resume", "résumé"],
    ["a digit", "1,000", "1,001"],
    ["a blank", "now here", "nowhere"],
    ["a sign", "5", "-5"],
    ["an emoji", "👍", "👎"],
    ["a word", "not sold", "sold"],
  ])("not when %s differs", (_, one, other) => {
    expect(comparableText(one)).not.toBe(comparableText(other));
  });
});

test("changes nothing the second time", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = comparableText(text);
      expect(comparableText(once)).toBe(once);
      const caseless = caselessText(text);
      expect(caselessText(caseless)).toBe(caseless);
    }),
    { numRuns: 2000 },
  );
});

test("changes nothing the second time, whichever character the text is of", () => {
  for (let code = 0; code < 0x3_0000; code++) {
    const character = String.fromCodePoint(code);
    for (const text of [character, `a${character}e`]) {
      const once = comparableText(text);
      if (comparableText(once) !== once) expect.fail(`U+${code.toString(16)}`);
      const caseless = caselessText(text);
      if (caselessText(caseless) !== caseless) expect.fail(`caseless U+${code.toString(16)}`);
    }
  }
});

test("tells apart every two letters and digits of ASCII", () => {
  const characters = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
  const forms = characters.filter((one) => /[a-z0-9]/i.test(one)).map(comparableText);
  expect(new Set(forms).size).toBe(forms.length);
});

test("takes no more than linear time", () => {
  for (const piece of [" ", "\u00a0\n", "“", "…", "\u0301", "ﬁ", "-—", "\u200b"]) {
    const startedAt = performance.now();
    comparableText(piece.repeat(300_000));
    expect(performance.now() - startedAt).toBeLessThan(5000);
  }
});
