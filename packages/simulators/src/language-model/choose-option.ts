import type { Reading } from "./read-input.ts";

export interface Choice {
  option: unknown;
  /** Where the words are that suggest it. */
  place: Place;
}

export interface Place {
  text: string;
  index: number;
}

/**
 * The option with the most words in one field of the record; without any, one by the record's hash.
 * Null when that is an option and there is no record.
 */
export function chooseOption(options: readonly unknown[], reading: Reading): Choice {
  const nowhere = { text: reading.text, index: 0 };
  const given = options.filter((option) => option !== null);
  if (reading.text === "" && given.length < options.length) return { option: null, place: nowhere };
  let best = { score: 0, option: given[reading.number % given.length], place: nowhere };
  for (const option of given) {
    const stems = stemsOf(option);
    for (const { text, lowerText } of reading.fields) {
      if (stems.length <= best.score) break;
      const { score, index } = findStems(stems, lowerText);
      if (score > best.score) best = { score, option, place: { text, index } };
    }
  }
  return best;
}

/** How many of them are in a text, and where the first of those is. */
function findStems(stems: readonly string[], text: string): { score: number; index: number } {
  let score = 0;
  let index = text.length;
  for (const stem of stems) {
    const at = text.indexOf(stem);
    if (at < 0) continue;
    score += 1;
    index = Math.min(index, at);
  }
  return { score, index };
}

const knownStems = new Map<string, readonly string[]>();
const maxKnownStems = 5000;

/** The beginnings of an option's words: `Industrials` also matches "industry". */
function stemsOf(option: unknown): readonly string[] {
  const text = String(option);
  const known = knownStems.get(text);
  if (known) return known;
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const stems = words.map((word) => word.slice(0, 6));
  if (knownStems.size >= maxKnownStems) knownStems.clear();
  knownStems.set(text, stems);
  return stems;
}
