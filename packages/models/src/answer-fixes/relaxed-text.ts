/** What a quoted text had too much, or too little, of to be JSON. */
export type RelaxedTextFix =
  | "single-quotes"
  | "typeset-quotes"
  | "inner-quote"
  | "bad-escape"
  | "raw-control-character";

/** A text between two quotation marks. */
export interface RelaxedText {
  value: string;
  /** Where it continues after the closing mark. */
  end: number;
  fixes: ReadonlySet<RelaxedTextFix>;
}

const closersOf: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "\u201c": '\u201d"\u201c',
  "\u201d": '\u201d"',
  "\u201e": '\u201d\u201c"',
  "\u2018": "\u2019'",
  "\u2019": "\u2019",
  "\u00ab": "\u00bb",
};

export function isQuotationMark(character: string): boolean {
  return Object.hasOwn(closersOf, character);
}

const plainRun = /[^\\"'`\u201c-\u201e\u2018\u2019\u00ab\u00bb\p{Cc}]+/uy;
const hexCode = /[0-9a-f]{4}/iy;
const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  '"': '"',
  "\\": "\\",
  "/": "/",
};

/**
 * Reads the quoted text that begins at `start`. A closing mark counts only where JSON can go on behind
 * it (`isKey`: with a colon), so that marks within the text are taken for what they are. Undefined when
 * it has no end: nothing is made up for what was cut off.
 */
export function readRelaxedText(
  text: string,
  start: number,
  isKey: boolean,
): RelaxedText | undefined {
  const opener = text.charAt(start);
  const closers = closersOf[opener] ?? "";
  const fixes = new Set<RelaxedTextFix>();
  if (opener !== '"') fixes.add(/['`]/.test(opener) ? "single-quotes" : "typeset-quotes");
  const pieces: string[] = [];
  let at = start + 1;
  while (at < text.length) {
    if (closers.includes(text.charAt(at)) && canEndAt(text, at + 1, isKey)) {
      return { value: pieces.join(""), end: at + 1, fixes };
    }
    const piece = readPiece(text, at, opener);
    if (piece.fix !== undefined) fixes.add(piece.fix);
    pieces.push(piece.value);
    at = piece.end;
  }
  return undefined;
}

interface Piece {
  value: string;
  end: number;
  fix?: RelaxedTextFix;
}

/** What stands at one place within a text, as far as it is of one kind. */
function readPiece(text: string, at: number, opener: string): Piece {
  const run = matchAt(plainRun, text, at);
  if (run !== undefined) return { value: run, end: at + run.length };
  const value = text.charAt(at);
  if (value === "\\") return readEscape(text, at);
  const end = at + 1;
  if (value === opener) return { value, end, fix: "inner-quote" };
  return value < " " ? { value, end, fix: "raw-control-character" } : { value, end };
}

function readEscape(text: string, at: number): Piece {
  const character = text.charAt(at + 1);
  const code = character === "u" ? matchAt(hexCode, text, at + 2) : undefined;
  if (code !== undefined) {
    return { value: String.fromCharCode(Number.parseInt(code, 16)), end: at + 6 };
  }
  const value = escapes[character];
  const end = at + 2;
  return value === undefined ? { value: character, end, fix: "bad-escape" } : { value, end };
}

const blanks = /\s*/y;
const afterValue = /[,}\]]|\/[/*]|#|$/y;
const memberAhead =
  /["'`\u2018-\u201e}\]{[\d#-]|\/[/*]|(?:true|false|null|none|nan)\b|[\p{L}_$][\p{L}\p{N}_$-]{0,63}\s{0,8}:|$/iuy;

/** Whether JSON can go on at `at`, behind a closing mark. */
function canEndAt(text: string, at: number, isKey: boolean): boolean {
  const next = at + (matchAt(blanks, text, at)?.length ?? 0);
  if (isKey) return text.charAt(next) === ":";
  if (text.charAt(next) === ",") {
    const behind = next + 1 + (matchAt(blanks, text, next + 1)?.length ?? 0);
    return startsAt(memberAhead, text, behind);
  }
  if (startsAt(afterValue, text, next)) return true;
  // A comma was left out between two lines.
  return isQuotationMark(text.charAt(next)) && text.slice(at, next).includes("\n");
}

export function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function startsAt(pattern: RegExp, text: string, at: number): boolean {
  return matchAt(pattern, text, at) !== undefined;
}
