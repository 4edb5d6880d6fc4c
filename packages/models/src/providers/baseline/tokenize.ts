import { stemmer } from "stemmer";

// The words that carry grammar and no meaning of a company or a title.
const stopWords = new Set(
  (
    "a an and are as at based be by can company founded for from has have headquartered in incorporated into is " +
    "it its of on or other such that the their these they this to under was were which with within"
  ).split(" "),
);

const dottedLetter = /(?<![\p{L}\p{N}])(\p{L})\.(?=\p{L}(?![\p{L}\p{N}]))/gu;

/** Words of two letters or more in lower case; "R&D" is one, and so is "C.E.O.", as "ceo". */
function rawWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(dottedLetter, "$1")
      .match(/\p{L}[\p{L}&]+/gu) ?? []
  );
}

/** Stemmed words of a text in order, without stop words and numbers. */
export function words(text: string): string[] {
  return rawWords(text)
    .filter((word) => !stopWords.has(word))
    .map((word) => stemmer(word));
}

/**
 * What a text is compared by: its words, and in short texts, such as job titles, pieces of words as
 * well, since short texts share few words and cut many short.
 */
export function terms(text: string, { isShort }: { isShort: boolean }): string[] {
  return isShort ? [...words(text), ...rawWords(text).flatMap(pieces)] : words(text);
}

const pieceLengths = [3, 4];

function pieces(word: string): string[] {
  const bounded = `_${word}_`;
  return pieceLengths.flatMap((length) =>
    Array.from({ length: Math.max(0, bounded.length - length + 1) }, (_, at) =>
      bounded.slice(at, at + length),
    ),
  );
}
