import type { FieldValues } from "@fieldwork/contracts";
import { redactText as redactSecrets } from "@fieldwork/runtime";
import { findKnownValues, knownValuesOf } from "./find-known-values.ts";
import { findPatterns } from "./find-patterns.ts";
import { withoutOverlaps } from "./found-value.ts";

/** Takes out of a text what it may not hold. */
export type Redact = (text: string) => string;

// In text within JSON: those of letters are part of words, the others stand beside them.
const escapes = /\\+(?:u([\da-f]{4})|["\\/bfnrt])/gi;

/** A text as it is read, and where each of its UTF-16 units began and ended as it was written. */
function unescaped(text: string): { seen: string; startOf: number[]; endOf: number[] } {
  const startOf: number[] = [];
  const endOf: number[] = [];
  let seen = "";
  const add = (unit: string, start: number, end: number) => {
    seen += unit;
    startOf.push(start);
    endOf.push(end);
  };
  let at = 0;
  for (const { 0: written, 1: code, index } of text.matchAll(escapes)) {
    for (; at < index; at += 1) add(text.charAt(at), at, at + 1);
    const unit = code === undefined ? " " : String.fromCharCode(Number.parseInt(code, 16));
    at = index + written.length;
    add(unit, index, at);
  }
  for (; at < text.length; at += 1) add(text.charAt(at), at, at + 1);
  return { seen, startOf, endOf };
}

/**
 * Takes out of a text the record's own personal values, what has the form of one, and secrets that are
 * known by their form, whatever the record's rule of masking says. For what is kept to be looked at.
 */
export function createRedactor({
  object,
  record,
}: {
  object: string;
  record: FieldValues;
}): Redact {
  const known = knownValuesOf(object, record);
  return (text) => {
    const { seen, startOf, endOf } = unescaped(text);
    const found = [...findKnownValues(seen, known), ...findPatterns(seen)];
    let shown = "";
    let at = 0;
    for (const { kind, start, end } of withoutOverlaps(found)) {
      shown += `${text.slice(at, startOf[start])}<${kind.toUpperCase()}>`;
      at = endOf[end - 1] ?? text.length;
    }
    return redactSecrets(shown + text.slice(at));
  };
}

/** The same of a body, whatever its form: JSON, the events of a stream, or neither. Pure. */
export function redactBody(body: string, redact: Redact): string {
  const json = parsed(body);
  if (json !== undefined) return JSON.stringify(eachText(json.value, redact));
  const lines = body.split("\n");
  const events = lines.map((line) => eventIn(line));
  if (events.every((event) => event === undefined)) return redact(body);
  const joined = joinedTexts(events);
  const told = Object.fromEntries(
    Object.entries(joined).map(([place, text]) => [place, redact(text)]),
  );
  // What pieces spell out together stands in none of them.
  const isSpelt = Object.entries(told).some(([place, text]) => text !== joined[place]);
  if (isSpelt) return JSON.stringify({ joinedBecauseItsPiecesSpellPersonalValues: told });
  return lines
    .map((line, at) => {
      const event = events[at];
      if (event === undefined) return redact(line);
      return `data: ${JSON.stringify(eachText(event.value, redact))}`;
    })
    .join("\n");
}

interface Parsed {
  value: unknown;
}

function parsed(text: string): Parsed | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function eventIn(line: string): Parsed | undefined {
  return line.startsWith("data:") ? parsed(line.slice("data:".length)) : undefined;
}

function eachText(value: unknown, change: Redact): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => eachText(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, eachText(one, change)]),
  );
}

/** The texts in the same place of all events, one after another. */
function joinedTexts(events: readonly (Parsed | undefined)[]): Record<string, string> {
  const joined: Record<string, string> = {};
  const add = (value: unknown, place: string): void => {
    if (typeof value === "string") joined[place] = (joined[place] ?? "") + value;
    else if (typeof value === "object" && value !== null) {
      for (const [name, one] of Object.entries(value)) add(one, `${place}/${name}`);
    }
  };
  for (const event of events) add(event?.value, "");
  return joined;
}
