import {
  everyRecord,
  type FilterCondition,
  filterCondition,
  filterFieldPattern,
  type RecordFilter,
} from "./record-filter.ts";
import { filterText, symbols } from "./write-filter.ts";

/** What is wrong with a filter's text, and where in it. */
export class FilterTextError extends Error {
  override name = "FilterTextError";
  /** The character at which it stands, counted from 1; undefined for the whole text. */
  readonly at: number | undefined;
  constructor(message: string, { at, cause }: { at?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.at = at;
  }
}

export const maxFilterChars = 3000;

/** A filter as it was read from text, and where in the text each condition begins, counted from 1. */
export interface ReadFilter {
  filter: RecordFilter;
  placeOf(condition: FilterCondition): number | undefined;
}

const token = /\s*(?:("(?:[^"\\]|\\.)*")|(<=|>=|!=|[=<>(),])|([^\s"=<>!(),]+))/y;

interface Token {
  text: string;
  kind: "quoted" | "symbol" | "word";
  at: number;
}

/**
 * Reads `country = "NO" and (employees >= 50 or stage in ("lead", "customer"))`. `and` binds closer than
 * `or`; the others are `contains`, `starts with`, `between 1 and 5`, `is blank`, `is not blank` and, of
 * our outputs, `is outdated` and `corrected since 2026-03-01`. `id` is the record's id. No text at all
 * matches every record.
 *
 * @throws FilterTextError
 */
export function readFilter(text: string): ReadFilter {
  if (text.length > maxFilterChars) {
    throw new FilterTextError(
      `The filter has ${text.length} characters, and may have ${maxFilterChars}`,
    );
  }
  const places = new Map<FilterCondition, number>();
  const placeOf = (condition: FilterCondition) => places.get(condition);
  if (text.trim() === "") return { filter: everyRecord, placeOf };
  const words = createWords(text, places);
  const filter = readEither(words);
  if (!words.isAtEnd()) words.fail("and, or, or nothing more");
  return { filter, placeOf };
}

/** @throws FilterTextError */
export function parseFilter(text: string): RecordFilter {
  return readFilter(text).filter;
}

interface Words {
  /** Checks a condition that begins at this character, and remembers where it does. */
  found(condition: FilterCondition, at: number): FilterCondition;
  /** Where the next word begins, counted from 1. */
  place(): number;
  isAtEnd(): boolean;
  fail(wanted: string): never;
  /** Goes past the word if it is next. */
  accept(word: string): boolean;
  expect(word: string): void;
  value(): string;
  field(): string;
}

function createWords(text: string, places: Map<FilterCondition, number>): Words {
  const tokens = tokensOf(text);
  let next = 0;
  function fail(wanted: string): never {
    const found = tokens[next];
    const where = found ? `at character ${found.at + 1}, before ${found.text}` : "at the end";
    throw new FilterTextError(`The filter wants ${wanted} ${where}`, { at: place() });
  }
  const place = () => (tokens[next]?.at ?? text.length) + 1;
  function accept(word: string): boolean {
    const found = tokens[next];
    if (found === undefined || found.kind === "quoted" || found.text !== word) return false;
    next += 1;
    return true;
  }
  return {
    found(condition, at) {
      const parsed = filterCondition.safeParse(condition);
      if (!parsed.success) {
        const problem = parsed.error.issues[0]?.message;
        throw new FilterTextError(`At character ${at}, ${filterText(condition)}: ${problem}`, {
          at,
        });
      }
      places.set(condition, at);
      return condition;
    },
    place,
    isAtEnd: () => next === tokens.length,
    fail,
    accept,
    expect: (word) => accept(word) || fail(word),
    value() {
      const found = tokens[next];
      if (!found || found.kind === "symbol") return fail("a value");
      next += 1;
      return found.kind === "quoted" ? unquoted(found) : found.text;
    },
    field() {
      const found = tokens[next];
      if (found?.kind !== "word" || !filterFieldPattern.test(found.text)) return fail("a field");
      next += 1;
      return found.text;
    },
  };
}

function readEither(words: Words): RecordFilter {
  const any = readSeveral(words, "or", readBoth);
  return any.length === 1 && any[0] ? any[0] : { any };
}

function readBoth(words: Words): RecordFilter {
  const all = readSeveral(words, "and", readOne);
  return all.length === 1 && all[0] ? all[0] : { all };
}

function readSeveral(words: Words, word: string, read: (words: Words) => RecordFilter) {
  const parts = [read(words)];
  while (words.accept(word)) parts.push(read(words));
  return parts;
}

function readOne(words: Words): RecordFilter {
  const at = words.place();
  if (!words.accept("(")) {
    return words.found({ field: words.field(), ...readComparison(words) }, at);
  }
  const inner = readEither(words);
  words.expect(")");
  return inner;
}

function readComparison(words: Words): Omit<FilterCondition, "field"> {
  const symbol = Object.keys(symbols).find((one) => words.accept(one));
  const is = symbol === undefined ? undefined : symbols[symbol];
  if (is) return { is, values: [words.value()] };
  if (words.accept("contains")) return { is: "contains", values: [words.value()] };
  if (words.accept("starts")) {
    words.expect("with");
    return { is: "startsWith", values: [words.value()] };
  }
  if (words.accept("between")) {
    const first = words.value();
    words.expect("and");
    return { is: "between", values: [first, words.value()] };
  }
  if (words.accept("in")) return { is: "anyOf", values: readList(words) };
  if (words.accept("corrected")) {
    words.expect("since");
    return { is: "correctedSince", values: [words.value()] };
  }
  return { is: readState(words), values: [] };
}

function readState(words: Words): "blank" | "notBlank" | "outdated" {
  if (!words.accept("is")) {
    words.fail("=, !=, <, <=, >, >=, contains, starts with, between, in, is or corrected since");
  }
  if (words.accept("outdated")) return "outdated";
  if (words.accept("blank")) return "blank";
  if (!words.accept("not")) words.fail("blank, not blank or outdated");
  words.expect("blank");
  return "notBlank";
}

function readList(words: Words): string[] {
  words.expect("(");
  const values = [words.value()];
  while (words.accept(",")) values.push(words.value());
  words.expect(")");
  return values;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== "") {
    token.lastIndex = at;
    const [all, quoted, symbol, word] = token.exec(text) ?? [];
    const found = quoted ?? symbol ?? word;
    if (all === undefined || found === undefined) {
      throw new FilterTextError(`The filter cannot be read from character ${at + 1} on`, {
        at: at + 1,
      });
    }
    at += all.length;
    const kind = quoted === undefined ? (symbol === undefined ? "word" : "symbol") : "quoted";
    tokens.push({ text: found, kind, at: at - found.length });
  }
  return tokens;
}

function unquoted({ text, at }: Token): string {
  try {
    return JSON.parse(text) as string;
  } catch (cause) {
    throw new FilterTextError(
      `The filter's ${text} at character ${at + 1} is not quoted as in JSON`,
      { at: at + 1, cause },
    );
  }
}
