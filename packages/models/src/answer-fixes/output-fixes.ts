import { isBlankText, type OutputSpec } from "@fieldwork/contracts";
import { matchOption } from "../match-option.ts";
import { trimAround } from "../trim-around.ts";
import { withKeys } from "./folded-key.ts";
import { readConfidence } from "./read-confidence.ts";
import { relaxJson } from "./relaxed-json.ts";
import { isObject, parseJson } from "./shape-fixes.ts";

export interface OutputFix {
  name: string;
  /** The same value if there is nothing to fix. Pure and idempotent. */
  apply(given: unknown, output: OutputSpec): unknown;
}

const keys = ["value", "confidence", "evidence", "bestGuess"];

/** How one output may be written other than as `{value, confidence, evidence}`, in the order of mending. */
export const outputFixes: readonly OutputFix[] = [
  { name: "list-opened", apply: onlyItem },
  { name: "json-in-text", apply: decoded },
  { name: "bare-value", apply: boxed },
  { name: "key-respelt", apply: (given) => (isObject(given) ? withKeys(given, keys) : given) },
  { name: "value-unwrapped", apply: (given) => mapKey(given, "value", unwrapped) },
  { name: "null-as-text", apply: withNull },
  { name: "evidence-list-opened", apply: (given) => mapKey(given, "evidence", firstText) },
  { name: "confidence-rewritten", apply: (given) => mapKey(given, "confidence", rewritten) },
  { name: "confidence-of-nothing", apply: withConfidence },
];

/** Whether a value that has the right type may say something else than it seems to. */
export function mayNeedFix(value: string | null): boolean {
  return value !== null && (/^\s*(?:["[]|$)/.test(value) || isWordForNull(value));
}

function onlyItem(given: unknown): unknown {
  let item = given;
  while (Array.isArray(item) && item.length === 1) item = item[0];
  return item;
}

function decoded(given: unknown): unknown {
  let value = given;
  while (typeof value === "string" && /^\s*["{]/.test(value)) {
    value = parseJson(value) ?? parseJson(relaxJson(value)?.json);
  }
  return isObject(value) ? value : given;
}

/** Evidence is missing then, and has to be asked for. */
function boxed(given: unknown): unknown {
  return typeof given === "string" || given === null ? { value: given } : given;
}

function mapKey(given: unknown, key: string, map: (value: unknown) => unknown): unknown {
  if (!isObject(given) || !Object.hasOwn(given, key)) return given;
  const mapped = map(given[key]);
  return mapped === given[key] ? given : { ...given, [key]: mapped };
}

/** `["Energy"]`, and `"\"Energy\""`. */
function unwrapped(value: unknown): unknown {
  let inner = onlyItem(value);
  while (typeof inner === "string" && /^\s*["[]/.test(inner)) {
    const read = onlyItem(parseJson(inner));
    if (typeof read !== "string") break;
    inner = read;
  }
  return typeof inner === "string" || inner === null ? inner : value;
}

const wordsForNull = new Set([
  "null",
  "none",
  "nil",
  "nan",
  "undefined",
  "n/a",
  "unknown",
  "not applicable",
  "not available",
  "not found",
  "not mentioned",
  "not provided",
  "not specified",
  "not stated",
]);
const longestWordForNull = 20;

function isWordForNull(value: string): boolean {
  if (value.length > longestWordForNull) return false;
  return wordsForNull.has(trimAround(value, /[\s.<>()[\]"']/).toLowerCase());
}

function withNull(given: unknown, output: OutputSpec): unknown {
  if (!isObject(given) || typeof given.value !== "string") return given;
  const { value, evidence } = given;
  const isOption = "options" in output && matchOption(output, value) !== undefined;
  const isBlank =
    isBlankText(value) &&
    (evidence == null || (typeof evidence === "string" && isBlankText(evidence)));
  return !isOption && (isBlank || isWordForNull(value)) ? { ...given, value: null } : given;
}

function firstText(evidence: unknown): unknown {
  if (!Array.isArray(evidence)) return evidence;
  if (evidence.length === 0) return null;
  return evidence.every((one) => typeof one === "string") ? evidence[0] : evidence;
}

function rewritten(confidence: unknown): unknown {
  return readConfidence(confidence) ?? confidence;
}

/** An abstention needs none. */
function withConfidence(given: unknown): unknown {
  return isObject(given) && given.value === null && given.confidence == null
    ? { ...given, confidence: 0 }
    : given;
}
