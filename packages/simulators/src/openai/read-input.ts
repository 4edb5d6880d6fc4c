import { hash } from "node:crypto";

/** The record that a question is about, as far as a model could tell. */
export interface Reading {
  /** The longest of the fields, from which the answer is made; empty when there is none. */
  text: string;
  lowerText: string;
  /** Of the first user turn: equal inputs are answered equally. */
  inputHash: string;
  /** From 0 up, by `inputHash`. */
  number: number;
}

/**
 * Finds the record in the user's turns: the first JSON object that stands in one, in fences or tags or
 * bare; failing that, all of the first turn as it stands.
 */
export function readInput(userTexts: readonly string[]): Reading {
  const [first = ""] = userTexts;
  const text = longest(strings(userTexts.map(objectIn).find((object) => object) ?? first));
  const inputHash = hash("sha256", first).slice(0, 32);
  const number = Number.parseInt(inputHash.slice(0, 8), 16);
  return { text, lowerText: text.toLowerCase(), inputHash, number };
}

function objectIn(text: string): object | undefined {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    // Braces in prose are no record; the text counts as it stands.
    return undefined;
  }
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

function longest(texts: readonly string[]): string {
  return texts.reduce((most, text) => (text.length > most.length ? text : most), "");
}
