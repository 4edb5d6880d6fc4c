import { comparableText } from "@fieldwork/contracts";
import { cpuMsOf } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findQuote } from "./find-quote.ts";

const field =
  "Acme’s “quiet pump” – the first of 2019–2020 – is eﬃcient… It costs €\u00a05,000.50, weighs 3.5\u202fkg, " +
  "and was built by Zoë Müller in Malmö.\nIt sells state-of-the-art in\u00adsulin pumps、too.";

const words = (quote: string) => findQuote(["Another field.", field], quote)?.words;

describe("finds, and gives in the field's own spelling", () => {
  test.each([
    ["the same words", "the first of", "the first of"],
    ["straight quotation marks", 'Acme\'s "quiet pump"', "Acme’s “quiet pump”"],
    ["single quotation marks for double", "'quiet pump'", "“quiet pump”"],
    ["German and French ones", "„quiet pump“", "“quiet pump”"],
    ["an apostrophe of the keyboard", "Acme's", "Acme’s"],
    ["hyphens for dashes", "2019-2020 - is", "2019–2020 – is"],
    ["a longer dash", "— the first of 2019—2020", "– the first of 2019–2020"],
    ["a non-breaking hyphen", "state‑of‑the‑art", "state-of-the-art"],
    ["a minus sign", "2019−2020", "2019–2020"],
    ["plain blanks", "€ 5,000.50", "€\u00a05,000.50"],
    ["thin blanks", "weighs\u20093.5\u2009kg", "weighs 3.5\u202fkg"],
    ["ideographic blanks", "the\u3000first\u3000of", "the first of"],
    ["another line", "Malmö. It sells", "Malmö.\nIt sells"],
    ["letters taken apart", "Zoe\u0308 Mu\u0308ller", "Zoë Müller"],
    ["a ligature undone", "is efficient", "is eﬃcient"],
    ["an ellipsis of full stops", "efficient... It", "eﬃcient… It"],
    ["full-width letters", "Ｉｔ ｃｏｓｔｓ", "It costs"],
    ["no soft hyphen", "insulin pumps", "in\u00adsulin pumps"],
    ["zero-width characters", "the\u200b first\u2060 of", "the first of"],
  ])("%s", (_, quote, own) => {
    expect(words(quote)).toBe(own);
    expect(field).toContain(own);
  });
});

describe("does not find", () => {
  test.each([
    ["nothing", ""],
    ["blanks", " \u200b "],
    ["another word", "the last of"],
    ["another case", "The first of"],
    ["another letter", "Zoe Müller"],
    ["another digit", "€ 5,000.51"],
    ["another separator", "€ 5.000,50"],
    ["a number cut at its end", "costs € 5"],
    ["a number cut before its decimals", "costs € 5,000"],
    ["a number cut at its beginning", "000.50, weighs"],
    ["a decimal without its whole", ".5 kg"],
    ["a year cut short", "the first of 201"],
    ["a word left out", "the of 2019"],
    ["a word put in", "the very first of"],
    ["words the other way round", "first the of"],
    ["two passages joined", "the first of is efficient"],
    ["two passages joined by an ellipsis", "the first of… is efficient"],
    ["two passages of two fields", "Another field. Acme"],
    ["a blank too few", "thefirst of"],
    ["a paraphrase", "Acme sells quiet pumps"],
  ])("%s", (_, quote) => {
    expect(words(quote)).toBeUndefined();
  });
});

const texts = fc.oneof(
  fc.lorem({ mode: "sentences", maxCount: 4 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(..."ab1.,'“”–-… \u00a0\u00ade\u0301ﬁ５é\n"), maxLength: 60 }),
);

test("gives nothing but pieces of a field, whose form holds the quote's", () => {
  fc.assert(
    fc.property(texts, texts, (text, quote) => {
      const found = findQuote([text], quote);
      if (found === undefined) return;
      expect(text).toContain(found.words);
      expect(comparableText(found.words)).toContain(comparableText(quote));
    }),
    { numRuns: 2000 },
  );
});

/** As models and word processors set a text. */
const dress = fc.constantFrom<(text: string) => string>(
  (text) => text.normalize("NFD"),
  (text) => text.normalize("NFC"),
  (text) => text.replaceAll(" ", "\u00a0"),
  (text) => text.replaceAll(" ", "\u2009 "),
  (text) => text.replaceAll("'", "’").replaceAll('"', "“"),
  (text) => text.replaceAll("-", "–"),
  (text) => text.replaceAll("...", "…"),
  (text) => text.replaceAll(/(\p{L})/gu, "$1\u200b"),
  (text) => text.replaceAll("fi", "ﬁ"),
);

test("finds each passage of a text however it is dressed, and gives it as it stands there", () => {
  const sentence = fc.lorem({ mode: "sentences", maxCount: 3 });
  const odd = fc.constantFrom<string[]>(
    'Zoë\'s "fine" pump',
    "well-known fiancé...",
    "in 2019-2020",
  );
  fc.assert(
    fc.property(sentence, odd, sentence, fc.array(dress), (before, own, after, dresses) => {
      const text = `${before} ${own} ${after}`;
      const quote = dresses.reduce((dressed, one) => one(dressed), own);
      expect(findQuote([text], quote)?.words).toBe(own);
    }),
  );
});

test("refuses a passage with any one of its words or digits changed, left out or put in", () => {
  const vocabulary = ["pump", "valve", "seal", "1998", "5,000", "Malmö", "oil", "gas"];
  const word = fc.constantFrom(...vocabulary);
  const edit = fc.constantFrom("change", "drop", "insert", "digit");
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 6, maxLength: 20 }),
      fc.nat(),
      edit,
      fc.nat(),
      (passage, at, how, stranger) => {
        const text = passage.join(" ");
        // Between two of its words, so that what is left is not a shorter passage of the text.
        const place = 1 + (at % (passage.length - 2));
        const other = `stranger${stranger}`;
        const edited = {
          change: passage.with(place, other),
          drop: passage.toSpliced(place, 1),
          insert: passage.toSpliced(place, 0, other),
          digit: passage.with(place, `${passage[place]}7`),
        }[how].join(" ");
        if (text.includes(edited)) return;
        expect(findQuote([text], edited)).toBeUndefined();
      },
    ),
    { numRuns: 1000 },
  );
});

test("refuses two passages joined that do not stand side by side", () => {
  const sentence = fc.lorem({ maxCount: 6 });
  const glue = fc.constantFrom(" ", "... ", "… ", " - ", ", ", " [...] ", "\n");
  fc.assert(
    fc.property(sentence, sentence, sentence, glue, (one, between, two, join) => {
      const text = `${one} ${between} ${two}`;
      const joined = `${one}${join}${two}`;
      if (comparableText(text).includes(comparableText(joined))) return;
      expect(findQuote([text], joined)).toBeUndefined();
    }),
  );
});

test("takes no more than linear time", () => {
  for (const piece of ["1", "1.", "a\u0301", "“ ", "ab ", "\u00a0", "…"]) {
    const text = `${piece.repeat(4000)}é“x`;
    const find = () => {
      findQuote([text], `${piece.repeat(140)}y`);
      findQuote([text], `${piece.repeat(140).normalize("NFD")}"`);
    };
    expect(cpuMsOf(find)).toBeLessThan(3000);
  }
});
