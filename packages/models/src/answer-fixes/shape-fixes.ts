import { foldedKey, withKeys } from "./folded-key.ts";
import { relaxJson } from "./relaxed-json.ts";

export interface ShapeFix {
  name: string;
  /** One step towards an object that has the outputs; undefined if there is none. Pure. */
  apply(value: unknown, names: readonly string[]): unknown;
}

/** What an answer is wrapped in, or spelt otherwise, in the order in which it is looked for. */
export const shapeFixes: readonly ShapeFix[] = [
  { name: "key-respelt", apply: respeltKeys },
  { name: "unnamed-output", apply: namedOutput },
  { name: "json-in-text", apply: decoded },
  { name: "list-keyed", apply: keyedItems },
  { name: "list-opened", apply: onlyItem },
  { name: "list-merged", apply: mergedItems },
  { name: "tool-call-opened", apply: toolArguments },
  { name: "wrapper-opened", apply: onlyChild },
];

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether it answers at least one of the outputs by its own name. */
export function hasOutput(value: unknown, names: readonly string[]): value is JsonObject {
  return isObject(value) && names.some((name) => Object.hasOwn(value, name));
}

function respeltKeys(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value)) return undefined;
  const respelt = withKeys(value, names);
  return respelt === value ? undefined : respelt;
}

/** The only output asked for needs no name. */
function namedOutput(value: unknown, names: readonly string[]): unknown {
  const [only, ...others] = names;
  if (only === undefined || others.length > 0 || !isObject(value)) return undefined;
  const keys = Object.keys(value).map(foldedKey);
  const isOutput =
    keys.includes("value") && (keys.includes("evidence") || keys.includes("confidence"));
  return isOutput ? { [only]: value } : undefined;
}

function decoded(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{["]/.test(value)) return undefined;
  return parseJson(value) ?? parseJson(relaxJson(value)?.json);
}

function onlyItem(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : undefined;
}

/** `[{"industry": …}, {"summary": …}]` */
function mergedItems(value: unknown, names: readonly string[]): unknown {
  if (!isListOfFew(value, names)) return undefined;
  const items = value.filter((item) => hasOutput(item, names));
  if (items.length < value.length) return undefined;
  return withoutRepeats(items.flatMap((item) => Object.entries(item)));
}

const nameKeys = ["name", "output", "field", "key"];

/** `[{"name": "industry", "value": …}, {"name": "summary", "value": …}]` */
function keyedItems(value: unknown, names: readonly string[]): unknown {
  if (!isListOfFew(value, names)) return undefined;
  const entries = value.flatMap((item): [string, unknown][] => {
    if (!isObject(item)) return [];
    const name = nameOf(item, names);
    return name === undefined ? [] : [[name, item]];
  });
  return entries.length === value.length ? withoutRepeats(entries) : undefined;
}

function nameOf(item: JsonObject, names: readonly string[]): string | undefined {
  const given = nameKeys.map((key) => item[key]);
  return names.find((name) => given.includes(name));
}

function isListOfFew(value: unknown, names: readonly string[]): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.length <= names.length;
}

/** Which of two answers to one output is meant is not for us to say. */
function withoutRepeats(entries: readonly [string, unknown][]): JsonObject | undefined {
  const merged = new Map(entries);
  return merged.size === entries.length ? Object.fromEntries(merged) : undefined;
}

const argumentKeys = ["arguments", "parameters", "args", "input", "function", "tool_calls"];

/** `{"name": …, "arguments": "{…}"}`, as models call a tool that nobody offered. */
function toolArguments(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value)) return undefined;
  const key = argumentKeys.find((one) => Object.hasOwn(value, one) && canHold(value[one], names));
  return key === undefined ? undefined : value[key];
}

/** `{"answer": {…}}`, and anything else around the one part that has an output. */
function onlyChild(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value)) return undefined;
  const [child, ...others] = Object.values(value).filter((one) => canHold(one, names));
  return others.length === 0 ? child : undefined;
}

const deepestHold = 6;

/**
 * Whether it contains an output, by its key or its name. What is deeper than any wrapper does not
 * count.
 */
function canHold(value: unknown, names: readonly string[], depth = 0): boolean {
  if (typeof value === "string") {
    if (!/^\s*[{["]/.test(value)) return false;
    const folded = foldedKey(value);
    return names.some((name) => folded.includes(foldedKey(name)));
  }
  if (typeof value !== "object" || value === null || depth === deepestHold) return false;
  if (isObject(value)) {
    const wanted = names.map(foldedKey);
    if (Object.keys(value).some((key) => wanted.includes(foldedKey(key)))) return true;
    if (nameOf(value, names) !== undefined) return true;
  }
  return Object.values(value).some((child) => canHold(child, names, depth + 1));
}

export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    // Models do answer in prose; that is a problem to feed back, not an error.
    return undefined;
  }
}
