import { stemmer } from "stemmer";

// The words that carry grammar and no meaning of a company or a title.
const stopWords = new Set(
  (
    "a an and are as at based be by can company founded for from has have headquartered in incorporated into is " +
    "it its of on or other such that the their these they this to under was were which with within"
  ).split(" "),
);

const dottedLetter = /(?<![\p{L}\p{N}])(\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu;
const runEnd = /[,;:()]|[.!?]\s/;

/** Words of two letters or more in lower case; "R&D" is one, and so is "C.E.O.", as "ceo". */
function rawRuns(text: string): string[][] {
  const lower = text.toLowerCase().replace(dottedLetter, "$1");
  return lower.split(runEnd).map((run) => run.match(/\p{L}[\p{L}&]+/gu) ?? []);
}

/**
 * Stemmed words of a text in order, without stop words and numbers, in runs: what stands on the two
 * sides of a punctuation mark makes no phrase.
 */
export function wordRuns(text: string): string[][] {
  return rawRuns(text).map((run) => run.filter((word) => !stopWords.has(word)).map(stemOf));
}

// No word of a language is longer; what is, nobody looks for.
const longestWordChars = 40;
const keptStems = 10_000;
const stems = new Map<string, string>();

/** Stemming costs more than all else, and texts share most of their words. */
function stemOf(word: string): string {
  if (word.length > longestWordChars) return word;
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= keptStems) stems.clear();
  const stem = stemmer(word);
  stems.set(word, stem);
  return stem;
}

/** The same in one. */
export function words(text: string): string[] {
  return wordRuns(text).flat();
}

const pieceLengths = [3, 4];

/** Pieces of a text's words: short texts share few words and cut many short. */
export function pieces(text: string): string[] {
  return rawRuns(text).flat().flatMap(piecesOf);
}

function piecesOf(word: string): string[] {
  const bounded = `_${word}_`;
  return pieceLengths.flatMap((length) =>
    Array.from({ length: Math.max(0, bounded.length - length + 1) }, (_, at) =>
      bounded.slice(at, at + length),
    ),
  );
}
