import { sentences } from "./sentences.ts";

export interface Passage {
  /** A verbatim piece of one field. */
  text: string;
  /** How much it counts: a text says first what it is about. */
  weight: number;
}

// The second sentence weighs two thirds of the first, the third a half.
const fading = 0.5;

/** What stands between the ends of sentences and semicolons, which part the items of long lists. */
export function passagesOf(fields: readonly string[]): Passage[] {
  return fields.flatMap((field) =>
    sentences(field).flatMap((sentence, at) =>
      sentence
        .split(";")
        .map((part) => ({ text: part.trim(), weight: 1 / (1 + fading * at) }))
        .filter(({ text }) => text !== ""),
    ),
  );
}
