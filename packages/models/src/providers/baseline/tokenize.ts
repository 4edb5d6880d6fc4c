import { stemmer } from "stemmer";

// The words that carry grammar and no meaning of a company or a title.
const stopWords = new Set(
  (
    "a an and are as at based be by can company founded for from has have headquartered in incorporated into is " +
    "it its of on or other such that the their these they this to under was were which with within"
  ).split(" "),
);

/** Stemmed words of a text in order, without stop words, single letters and numbers. */
export function words(text: string): string[] {
  const found = text.toLowerCase().match(/\p{L}{2,}/gu) ?? [];
  return found.filter((word) => !stopWords.has(word)).map((word) => stemmer(word));
}

/**
 * What a text is compared by: its words, and in short texts, such as job titles, pieces of words as
 * well, since short texts share few words and cut many short.
 */
export function terms(text: string, { isShort }: { isShort: boolean }): string[] {
  return isShort ? [...words(text), ...pieces(text)] : words(text);
}

const pieceLengths = [3, 4];

function pieces(text: string): string[] {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.flatMap((word) => {
    const bounded = `_${word}_`;
    return pieceLengths.flatMap((length) =>
      Array.from({ length: Math.max(0, bounded.length - length + 1) }, (_, at) =>
        bounded.slice(at, at + length),
      ),
    );
  });
}
