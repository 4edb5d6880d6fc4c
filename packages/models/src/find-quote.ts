import { comparableText, type EvidencePlace } from "@fieldwork/contracts";

/** The input fields as the model saw them; a quote is looked for within one. */
export type InputTexts = readonly string[];

export interface FoundQuote {
  /** The field's own words, in its own spelling. */
  words: string;
  /** The quote differs from them in what `comparableText` leaves out of account. */
  isRespelt: boolean;
}

/**
 * Finds a quote in one of the fields, letter by letter up to `comparableText`, and gives the words as
 * they stand there. Undefined for what stands in none: another word, another digit, two passages joined.
 * A number is found whole or not at all: "500" does not stand in "5,000".
 */
export function findQuote(fields: InputTexts, quote: string): FoundQuote | undefined {
  const given = quote.trim();
  if (given === "") return undefined;
  if (fields.some((field) => indexOfWhole(field, given) >= 0)) {
    return { words: given, isRespelt: false };
  }
  const wanted = comparableText(given);
  if (wanted === "") return undefined;
  for (const field of fields) {
    const at = indexOfWhole(comparableText(field), wanted);
    const words = at < 0 ? undefined : ownWords(field, { at, end: at + wanted.length });
    if (words !== undefined && comparableText(words).includes(wanted)) {
      return { words, isRespelt: true };
    }
  }
  return undefined;
}

/** Where words that were found as a quote stand; undefined where they stand in no field. Pure. */
export function findPlace(
  fields: Readonly<Record<string, string | null>>,
  words: string,
): EvidencePlace | undefined {
  // Words that were shortened may end within a number.
  for (const find of [indexOfWhole, (text: string) => text.indexOf(words)]) {
    for (const [field, text] of Object.entries(fields)) {
      const start = text === null ? -1 : find(text, words);
      if (start >= 0) return { field, start, end: start + words.length };
    }
  }
  return undefined;
}

function indexOfWhole(text: string, wanted: string): number {
  let at = text.indexOf(wanted);
  while (at >= 0 && cutsNumber(text, at, at + wanted.length)) at = text.indexOf(wanted, at + 1);
  return at;
}

const goesOn = /^\p{Nd}[.,'\u2019\u02bc\u066b\u066c\uff0c\uff0e]?\p{Nd}/u;
const goesOnAfterSeparator = /^\p{Nd}[.,'\u2019\u02bc\u066b\u066c\uff0c\uff0e]\p{Nd}/u;
// Swedish and French set thousands apart by blanks, which may be plain.
const grouped = /(?<!\p{Nd})\p{Nd}{1,3}(?:[ \u00a0\u2009\u202f]\p{Nd}{3})+(?!\p{Nd})/gu;
const longestNumber = 24;

function cutsNumber(text: string, start: number, end: number): boolean {
  return [start, end].some(
    (edge) =>
      edge > 0 &&
      (cutsGroups(text, edge) ||
        goesOn.test(text.slice(edge - 1, edge + 2)) ||
        goesOnAfterSeparator.test(text.slice(Math.max(0, edge - 2), edge + 1))),
  );
}

function cutsGroups(text: string, edge: number): boolean {
  const from = Math.max(0, edge - longestNumber);
  return [...text.slice(from, edge + longestNumber).matchAll(grouped)].some(
    ({ 0: written, index }) => from + index < edge && edge < from + index + written.length,
  );
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The piece of a text whose comparable form stands at `at` in the text's. */
function ownWords(text: string, { at, end }: { at: number; end: number }): string | undefined {
  let formed = 0;
  let isAfterBlank = false;
  let start: number | undefined;
  for (const { segment, index } of graphemes.segment(text)) {
    const form = comparableText(segment);
    if (form === "") {
      isAfterBlank ||= /\s/.test(segment);
      continue;
    }
    if (isAfterBlank && formed > 0) formed += 1;
    isAfterBlank = false;
    formed += form.length;
    if (start === undefined && formed > at) start = index;
    if (start !== undefined && formed >= end) return text.slice(start, index + segment.length);
  }
  return undefined;
}
