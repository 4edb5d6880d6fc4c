import { cleanText } from "./clean-text.ts";

const isComparable = /^(?! )[\x20\x21\x23-\x5f\x61-\x7e]*$/;
const hasLooseBlanks = / {2}| $/;
const quotationMarks =
  /["`\u00ab\u00b4\u00bb\u02b9-\u02bf\u02ca\u02cb\u055a\u05f3\u05f4\u1fef\u1ffd\u2018-\u201f\u2032-\u2037\u2039\u203a\u301d-\u301f\uff02\uff07\uff40]/g;
const dashes = /[\p{Dash_Punctuation}\u2212]/gu;
const slashes = /[\u2044\u2215]/g;

/**
 * The form in which two texts are compared, without differences that mean nothing: Unicode's NFKC
 * (composed and decomposed letters, ligatures, full-width forms, `…` as `...`), invisible characters
 * dropped, each quotation mark as `'`, each dash as `-`, each run of white space as one space, none at
 * the ends. Case, words and digits stay. Idempotent.
 */
export function comparableText(text: string): string {
  if (isComparable.test(text) && !hasLooseBlanks.test(text)) return text;
  // Twice: NFKC decomposes some quotation marks, and produces others.
  return cleanText(text)
    .replace(quotationMarks, "'")
    .normalize("NFKC")
    .replace(quotationMarks, "'")
    .replace(dashes, "-")
    .replace(slashes, "/")
    .replace(/\s+/g, " ")
    .trim();
}

/** `comparableText` without a difference in case: two options that share it are one. */
export function caselessText(text: string): string {
  // By way of upper case, where "ß" and "SS", "ς" and "σ" become equal.
  return comparableText(comparableText(text).toLowerCase().toUpperCase().toLowerCase());
}
