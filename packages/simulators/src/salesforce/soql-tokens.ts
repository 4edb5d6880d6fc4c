import { SalesforceRefusal } from "./salesforce-errors.ts";

export type SoqlToken =
  | { kind: "word"; text: string; at: number }
  | { kind: "symbol"; text: string; at: number }
  | { kind: "literal"; text: string; value: SoqlValue; at: number };

export type SoqlValue =
  | { type: "string"; value: string }
  | { type: "number"; value: number }
  | { type: "time"; value: number }
  | { type: "date"; value: number }
  | { type: "boolean"; value: boolean }
  | { type: "null" };

const patterns = {
  blank: /\s+/y,
  time: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/y,
  date: /\d{4}-\d\d-\d\d(?![\dT])/y,
  number: /[+-]?\d+(?:\.\d+)?(?![\w:-])/y,
  string: /'(?:[^'\\\r\n]|\\.)*'/y,
  word: /[A-Za-z_][\w.]*(?::\d+)?/y,
  symbol: /<=|>=|!=|<>|[=<>(),]/y,
};

export function malformedQuery(message: string): SalesforceRefusal {
  return new SalesforceRefusal(400, { code: "MALFORMED_QUERY", message });
}

export function tokenize(soql: string): SoqlToken[] {
  const tokens: SoqlToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(soql)?.[0];
  };
  while (at < soql.length) {
    const blank = take(patterns.blank);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = nextToken(take, at);
    if (!token) throw malformedQuery(unexpected(soql, at));
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function nextToken(
  take: (pattern: RegExp) => string | undefined,
  at: number,
): SoqlToken | undefined {
  const time = take(patterns.time);
  if (time !== undefined) return literal(time, { type: "time", value: timeOf(time) }, at);
  const date = take(patterns.date);
  if (date !== undefined) return literal(date, { type: "date", value: Date.parse(date) }, at);
  const number = take(patterns.number);
  if (number !== undefined) return literal(number, { type: "number", value: Number(number) }, at);
  const string = take(patterns.string);
  if (string !== undefined) {
    return literal(string, { type: "string", value: unescaped(string.slice(1, -1)) }, at);
  }
  const word = take(patterns.word);
  if (word !== undefined)
    return constants[word.toLowerCase()]?.(word, at) ?? { kind: "word", text: word, at };
  const symbol = take(patterns.symbol);
  return symbol === undefined ? undefined : { kind: "symbol", text: symbol, at };
}

const constants: Readonly<Record<string, (text: string, at: number) => SoqlToken>> = {
  null: (text, at) => literal(text, { type: "null" }, at),
  true: (text, at) => literal(text, { type: "boolean", value: true }, at),
  false: (text, at) => literal(text, { type: "boolean", value: false }, at),
};

function literal(text: string, value: SoqlValue, at: number): SoqlToken {
  return { kind: "literal", text, value, at };
}

function timeOf(text: string): number {
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  if (Number.isNaN(ms)) throw malformedQuery(`line 1:1 invalid datetime: ${text}`);
  return ms;
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  "'": "'",
  '"': '"',
  "\\": "\\",
};

/** `\_` and `\%` stay as they are: only LIKE gives them a meaning. */
function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (whole, letter: string) => {
    if (letter === "_" || letter === "%") return whole;
    const meant = escapes[letter];
    if (meant === undefined)
      throw malformedQuery(
        `Invalid string literal '${text}'. Illegal character sequence '${whole}' in string literal.`,
      );
    return meant;
  });
}

export function unexpected(soql: string, at: number): string {
  const shown = soql.slice(Math.max(0, at - 20), at + 20);
  return `\n${shown}\n${" ".repeat(Math.min(20, at))}^\nERROR at Row:1:Column:${at + 1}\nunexpected token: '${soql.slice(at).split(/\s/)[0] ?? ""}'`;
}
