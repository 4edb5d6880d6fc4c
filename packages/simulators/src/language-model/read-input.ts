import { hash } from "node:crypto";

/** One text of the record. */
export interface InputField {
  text: string;
  lowerText: string;
}

/** The record that a question is about, as far as a model could tell. */
export interface Reading {
  /** Longest first, blank ones left out. */
  fields: readonly InputField[];
  /** The first of the fields, from which texts are made; empty when there is none. */
  text: string;
  /** Of the first user turn: equal inputs are answered equally. */
  inputHash: string;
  /** From 0 up, by `inputHash`. */
  number: number;
}

/**
 * Finds the record in the user's turns: the first JSON object in one, in fences or tags or
 * bare; failing that, all of the first turn, unchanged.
 */
export function readInput(userTexts: readonly string[]): Reading {
  const [first = ""] = userTexts;
  const fields = strings(firstObject(userTexts) ?? first)
    .filter((text) => text.trim() !== "")
    .sort((one, other) => other.length - one.length)
    .map((text) => ({ text, lowerText: text.toLowerCase() }));
  const inputHash = hash("sha256", first).slice(0, 32);
  const number = Number.parseInt(inputHash.slice(0, 8), 16);
  return { fields, text: fields[0]?.text ?? "", inputHash, number };
}

function firstObject(texts: readonly string[]): object | undefined {
  for (const text of texts) {
    const found = objectIn(text);
    if (found) return found;
  }
  return undefined;
}

// Enough for braces in prose before the record, and no work without end for code.
const maxTries = 16;

function objectIn(text: string): object | undefined {
  let start = text.indexOf("{");
  if (start < 0) return undefined;
  // Most texts hold no other braces.
  const only = parsed(text.slice(start, text.lastIndexOf("}") + 1));
  if (only) return only;
  for (let tries = 0; start >= 0 && tries < maxTries; tries++) {
    const found = parsed(text.slice(start, endOfObject(text, start)));
    if (found) return found;
    start = text.indexOf("{", start + 1);
  }
  return undefined;
}

const braceOrString = /[{}]|"(?:[^"\\]|\\.)*"/g;

/** After the brace that closes the one at `start`; braces inside strings do not count. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  braceOrString.lastIndex = start;
  for (let match = braceOrString.exec(text); match; match = braceOrString.exec(text)) {
    if (match[0] === "{") depth += 1;
    else if (match[0] === "}") depth -= 1;
    if (depth === 0) return match.index + 1;
  }
  return start;
}

function parsed(text: string): object | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Braces in prose are no record.
    return undefined;
  }
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}
