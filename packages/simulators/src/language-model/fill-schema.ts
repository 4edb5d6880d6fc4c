import { type Choice, chooseOption, type Place } from "./choose-option.ts";
import { fillNumber } from "./fill-number.ts";
import type { JsonSchema } from "./json-schema.ts";
import { asArray, asObject, branchesOf, optionsOf, resolveSchema } from "./json-schema.ts";
import type { Reading } from "./read-input.ts";
import { quoteAt, sentencesOf } from "./sentences.ts";

const maxQuoteChars = 160;
const maxTextChars = 400;
const maxDepth = 12;

interface Filling {
  root: JsonSchema;
  reading: Reading;
  depth: number;
  /** By their list: the same options decide over a value and over the evidence for it. */
  choices: Map<readonly unknown[], Choice>;
}

/**
 * An answer that fits a JSON schema and follows from the record alone: an option whose words are in
 * the text, or one by its hash; the first sentences for a text; for evidence the words that name the
 * option, or the first ones. Null wherever that is allowed and there is no text.
 */
export function fillSchema(schema: JsonSchema, reading: Reading): unknown {
  return fill(schema, { root: schema, reading, depth: 0, choices: new Map() });
}

function fill(value: unknown, filling: Filling): unknown {
  const { root, reading, depth } = filling;
  const schema = resolveSchema(value, root);
  const options = asArray(schema.enum);
  if (options) return choiceOf(options, filling).option;
  if ("const" in schema) return schema.const;
  const branches = branchesOf(schema, root);
  if (branches) return fillBranch(branches, filling);
  const deeper = { ...filling, depth: depth + 1 };
  switch (typeOf(schema, filling)) {
    case "object":
      return fillObject(schema, deeper);
    case "array":
      return fillArray(schema, deeper);
    case "number":
      return fillNumber(schema, reading);
    case "integer":
      return fillNumber({ multipleOf: 1, ...schema }, reading);
    case "boolean":
      return reading.number % 2 === 0;
    case "string":
      return fillText(schema, reading);
    default:
      return null;
  }
}

function choiceOf(options: readonly unknown[], { reading, choices }: Filling): Choice {
  const choice = choices.get(options) ?? chooseOption(options, reading);
  choices.set(options, choice);
  return choice;
}

function typeOf({ type, properties }: JsonSchema, { reading, depth }: Filling): unknown {
  const types = asArray(type) ?? [type ?? (properties ? "object" : "null")];
  const isOver = reading.text === "" || depth >= maxDepth;
  return isOver && types.includes("null") ? "null" : types.find((one) => one !== "null");
}

function fillBranch(branches: readonly JsonSchema[], filling: Filling): unknown {
  const isNullable = branches.some(({ type }) => type === "null");
  const isOver = filling.reading.text === "" || filling.depth >= maxDepth;
  if (isNullable && isOver) return null;
  const first = branches.find(({ type }) => type !== "null") ?? {};
  return fill(first, { ...filling, depth: filling.depth + 1 });
}

function fillObject({ properties }: JsonSchema, filling: Filling): Record<string, unknown> {
  const { root } = filling;
  const inner = Object.entries(asObject(properties) ?? {}).map(
    ([name, value]) => [name, resolveSchema(value, root)] as const,
  );
  const options = inner.map(([, schema]) => optionsOf(schema, root)).find((found) => found);
  const { place } = choiceOf(options ?? [], filling);
  return Object.fromEntries(
    inner.map(([name, schema]) => {
      const text = /evidence|quote/i.test(name) ? textIn(schema, filling) : undefined;
      return [name, text ? quote(place, text) : fill(schema, filling)];
    }),
  );
}

/** The part of a schema that takes any words. */
function textIn(schema: JsonSchema, filling: Filling): JsonSchema | undefined {
  if (filling.reading.text === "") return undefined;
  const branches = branchesOf(schema, filling.root) ?? [schema];
  return branches.find(
    (branch) => typeOf(branch, filling) === "string" && !branch.enum && !("const" in branch),
  );
}

function quote({ text, index }: Place, { minLength, maxLength }: JsonSchema): string {
  const maxChars = typeof maxLength === "number" ? Math.min(maxLength, maxQuoteChars) : undefined;
  return padded(quoteAt(text, index, maxChars ?? maxQuoteChars), minLength);
}

function fillArray({ items, minItems, maxItems }: JsonSchema, filling: Filling): unknown[] {
  const least = typeof minItems === "number" ? minItems : 0;
  const most = typeof maxItems === "number" ? maxItems : Math.max(1, least);
  const wanted = filling.depth >= maxDepth || filling.reading.text === "" ? 0 : 1;
  const length = Math.min(most, Math.max(least, wanted));
  return Array.from({ length }, () => fill(items, filling));
}

/** Bounds may be in the schema or, as strict mode does not take those, in its description. */
function fillText({ minLength, maxLength, description }: JsonSchema, { text }: Reading): string {
  const told = typeof description === "string" ? description : "";
  const maxChars = typeof maxLength === "number" ? maxLength : boundIn(told, /(\d+) characters/);
  const maxSentences = boundIn(told, /(\d+) sentences?/) ?? 2;
  const filled = sentencesOf(text, { maxSentences, maxChars: maxChars ?? maxTextChars });
  return padded(filled, minLength);
}

function padded(text: string, minLength: unknown): string {
  const missing = typeof minLength === "number" ? minLength - [...text].length : 0;
  return missing > 0 ? text + ".".repeat(missing) : text;
}

function boundIn(text: string, pattern: RegExp): number | undefined {
  const [, bound] = pattern.exec(text) ?? [];
  return bound === undefined ? undefined : Number(bound);
}
