import type { Reading } from "./read-input.ts";
import { quoteAt, sentencesOf } from "./sentences.ts";
import { asObject, type JsonSchema } from "./strict-schema.ts";

const maxQuoteChars = 160;

/**
 * An answer that fits a JSON schema and follows from the record alone: an option whose words stand in
 * the text, or one by its hash; the first sentences for a text; for evidence the words that name the
 * option, or the first ones. Null wherever that is allowed and there is no text.
 */
export function fillSchema(schema: JsonSchema, reading: Reading): unknown {
  const options = asArray(schema.enum);
  if (options) return chooseOption(options, reading).option;
  if ("const" in schema) return schema.const;
  const union = asArray(schema.anyOf);
  if (union) return fillUnion(union, reading);
  switch (typeOf(schema, reading)) {
    case "object":
      return fillObject(asObject(schema.properties) ?? {}, reading);
    case "array":
      return [fillSchema(asObject(schema.items) ?? {}, reading)];
    case "number":
      return fillNumber(schema, reading);
    case "integer":
      return typeof schema.minimum === "number" ? schema.minimum : 1;
    case "boolean":
      return reading.number % 2 === 0;
    case "string":
      return fillText(schema, reading);
    default:
      return null;
  }
}

function typeOf({ type }: JsonSchema, { text }: Reading): unknown {
  const types = asArray(type) ?? [type];
  const isEmpty = text === "" && types.includes("null");
  return isEmpty ? "null" : types.find((one) => one !== "null");
}

function fillUnion(union: readonly unknown[], reading: Reading): unknown {
  const schemas = union.map((one) => asObject(one) ?? {});
  const isNullable = schemas.some(({ type }) => type === "null");
  if (isNullable && reading.text === "") return null;
  return fillSchema(schemas.find(({ type }) => type !== "null") ?? {}, reading);
}

function fillObject(properties: JsonSchema, reading: Reading): Record<string, unknown> {
  const options = Object.values(properties).map((one) => asArray(asObject(one)?.enum));
  const matchedAt = chooseOption(options.find((one) => one) ?? [], reading).at;
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => {
      const schema = asObject(inner) ?? {};
      const isQuote = /evidence|quote/i.test(name) && typeOf(schema, reading) === "string";
      const filled = isQuote
        ? quoteAt(reading.text, matchedAt, maxQuoteChars)
        : fillSchema(schema, reading);
      return [name, filled];
    }),
  );
}

interface Choice {
  option: unknown;
  /** Where in the text its words stand. */
  at: number;
}

function chooseOption(options: readonly unknown[], { text, lowerText, number }: Reading): Choice {
  const given = options.filter((option) => option !== null);
  if (text === "" && given.length < options.length) return { option: null, at: 0 };
  const scored = given.map((option) => {
    const found = stemsOf(option).map((stem) => lowerText.indexOf(stem));
    const places = found.filter((at) => at >= 0);
    return { option, score: places.length, at: Math.min(...places) };
  });
  const best = scored.reduce((most, one) => (one.score > most.score ? one : most), {
    option: given[number % Math.max(1, given.length)],
    score: 0,
    at: 0,
  });
  return { option: best.option, at: best.at };
}

const stems = new Map<string, readonly string[]>();

/** The beginnings of an option's words: `Industrials` also stands in "industry". */
function stemsOf(option: unknown): readonly string[] {
  const text = String(option);
  const known = stems.get(text);
  if (known) return known;
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const made = words.map((word) => word.slice(0, 6));
  stems.set(text, made);
  return made;
}

function fillNumber({ minimum, maximum }: JsonSchema, { text, number }: Reading): number {
  const from = typeof minimum === "number" ? minimum : 0;
  const to = typeof maximum === "number" ? maximum : 1;
  const share = text === "" ? 0.1 : 0.86 + (number % 13) / 100;
  return Math.round((from + share * (to - from)) * 100) / 100;
}

/** Bounds may stand in the schema or, as strict mode does not take those, in its description. */
function fillText({ maxLength, description }: JsonSchema, { text }: Reading): string {
  const told = typeof description === "string" ? description : "";
  const maxChars = typeof maxLength === "number" ? maxLength : boundIn(told, /(\d+) characters/);
  const maxSentences = boundIn(told, /(\d+) sentences?/) ?? 2;
  return sentencesOf(text, { maxSentences, maxChars: maxChars ?? 400 });
}

function boundIn(text: string, pattern: RegExp): number | undefined {
  const [, bound] = pattern.exec(text) ?? [];
  return bound === undefined ? undefined : Number(bound);
}

function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
