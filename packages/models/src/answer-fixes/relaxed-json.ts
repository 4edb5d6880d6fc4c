import { isQuotationMark, matchAt, type RelaxedTextFix, readRelaxedText } from "./relaxed-text.ts";

/** What a text had too much, or too little, of to be JSON. */
export type RelaxedFix =
  | RelaxedTextFix
  | "trailing-comma"
  | "missing-comma"
  | "comment"
  | "bare-key"
  | "bare-word"
  | "odd-number"
  | "odd-literal";

export interface RelaxedJson {
  /** JSON to the letter. */
  json: string;
  fixes: RelaxedFix[];
}

interface Reading {
  text: string;
  at: number;
  out: string[];
  open: { closer: string; members: number }[];
  expected: "value" | "key" | "colon" | "comma";
  /** Since the last member. */
  hasComma: boolean;
  fixes: Set<RelaxedFix>;
}

// An answer is four deep.
const maxDepth = 32;

/**
 * One object or array that is JSON but for its commas, comments, quotation marks, escapes, bare keys and
 * words, or the literals of other languages, as JSON. Undefined for anything else: what was cut off is
 * not completed, and prose is not made into a value. Linear in the text; changes nothing the second time.
 */
export function relaxJson(text: string): RelaxedJson | undefined {
  const reading: Reading = {
    ...{ text, at: 0, out: [], open: [] },
    ...{ expected: "value", hasComma: false, fixes: new Set<RelaxedFix>() },
  };
  skipUnread(reading);
  while (reading.at < text.length) {
    if (!readNext(reading)) return undefined;
    skipUnread(reading);
    if (reading.open.length === 0) break;
  }
  const isWhole = reading.at === text.length && reading.open.length === 0 && reading.out.length > 0;
  return isWhole ? { json: reading.out.join(""), fixes: [...reading.fixes] } : undefined;
}

const blanks = /[\s\ufeff\u200b]+/y;
const comment = /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//y;

function skipUnread(reading: Reading): void {
  for (;;) {
    const skipped =
      matchAt(blanks, reading.text, reading.at) ?? matchAt(comment, reading.text, reading.at);
    if (skipped === undefined) return;
    if (/^[/#]/.test(skipped)) reading.fixes.add("comment");
    reading.at += skipped.length;
  }
}

/** False: this is no JSON, however relaxed. */
function readNext(reading: Reading): boolean {
  const character = reading.text.charAt(reading.at);
  switch (character) {
    case "{":
    case "[":
      return opened(reading, character);
    case "}":
    case "]":
      return closed(reading, character);
    case ",":
      return comma(reading);
    case ":":
      if (reading.expected !== "colon") return false;
      return wrote(reading, { json: ":", length: 1, expected: "value" });
    default:
      return scalar(reading);
  }
}

function wrote(
  reading: Reading,
  { json, length, expected }: { json: string; length: number; expected: Reading["expected"] },
): true {
  reading.out.push(json);
  reading.at += length;
  reading.expected = expected;
  reading.hasComma = false;
  return true;
}

/** The commas between members are written here, so that none is too many. */
function beginMember({ open, out }: Reading): void {
  const level = open.at(-1);
  if (!level) return;
  if (level.members > 0) out.push(",");
  level.members++;
}

function opened(reading: Reading, mark: string): boolean {
  const { open, expected } = reading;
  if (expected !== "value" || open.length === maxDepth) return false;
  if (open.at(-1)?.closer === "]") beginMember(reading);
  open.push({ closer: mark === "{" ? "}" : "]", members: 0 });
  return wrote(reading, { json: mark, length: 1, expected: mark === "{" ? "key" : "value" });
}

function closed(reading: Reading, mark: string): boolean {
  const level = reading.open.pop();
  const isAfterColon = reading.expected === "value" && mark === "}";
  if (level?.closer !== mark || reading.expected === "colon" || isAfterColon) return false;
  if (reading.hasComma) reading.fixes.add("trailing-comma");
  return wrote(reading, { json: mark, length: 1, expected: "comma" });
}

function comma(reading: Reading): boolean {
  const level = reading.open.at(-1);
  if (!level) return false;
  const next = level.closer === "}" ? "key" : "value";
  if (reading.expected === "comma") reading.expected = next;
  else if (reading.expected === next && (next === "key" || reading.hasComma)) {
    reading.fixes.add("trailing-comma");
  } else return false;
  reading.hasComma = true;
  reading.at++;
  return true;
}

function scalar(reading: Reading): boolean {
  const level = reading.open.at(-1);
  if (!level || reading.expected === "colon") return false;
  if (reading.expected === "comma") {
    if (level.closer === "]") return false;
    reading.fixes.add("missing-comma");
    reading.expected = "key";
  }
  const isKey = reading.expected === "key";
  const read = readText(reading, isKey) ?? readWord(reading, isKey) ?? readNumber(reading, isKey);
  if (read === undefined) return false;
  if (isKey || level.closer === "]") beginMember(reading);
  return wrote(reading, { ...read, expected: isKey ? "colon" : "comma" });
}

interface Scalar {
  json: string;
  length: number;
}

function readText({ text, at, fixes }: Reading, isKey: boolean): Scalar | undefined {
  if (!isQuotationMark(text.charAt(at))) return undefined;
  const read = readRelaxedText(text, at, isKey);
  if (read === undefined) return undefined;
  for (const fix of read.fixes) fixes.add(fix);
  return { json: JSON.stringify(read.value), length: read.end - at };
}

const word = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
const literals = new Set(["true", "false", "null"]);
const oddLiterals = new Map([
  ["none", "null"],
  ["nil", "null"],
  ["null", "null"],
  ["undefined", "null"],
  ["nan", "null"],
  ["infinity", "null"],
  ["true", "true"],
  ["false", "false"],
]);

function readWord({ text, at, fixes }: Reading, isKey: boolean): Scalar | undefined {
  const read = matchAt(word, text, at);
  if (read === undefined) return undefined;
  const { length } = read;
  if (!isKey && literals.has(read)) return { json: read, length };
  const literal = isKey ? undefined : oddLiterals.get(read.toLowerCase());
  if (literal !== undefined) fixes.add("odd-literal");
  else fixes.add(isKey ? "bare-key" : "bare-word");
  return { json: literal ?? JSON.stringify(read), length };
}

const number = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?%?(?![\p{L}\p{N}_.])/iuy;
const strictNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?$/i;

function readNumber({ text, at, fixes }: Reading, isKey: boolean): Scalar | undefined {
  const read = isKey ? undefined : matchAt(number, text, at);
  if (read === undefined) return undefined;
  const { length } = read;
  if (strictNumber.test(read)) return { json: read, length };
  fixes.add("odd-number");
  return { json: read.endsWith("%") ? JSON.stringify(read) : String(Number(read)), length };
}
