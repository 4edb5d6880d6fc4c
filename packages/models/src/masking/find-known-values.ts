import type { FieldValues } from "@fieldwork/contracts";
import type { FoundValue, MaskKind } from "./found-value.ts";

/** Finds one personal value of the record, however it is written. */
export interface KnownValue {
  kind: MaskKind;
  /** Part of each of its spellings: a quick way to see that a text has none. */
  hint: string;
  makePattern: () => RegExp;
  /** A name of one word is one only with a capital letter. */
  needsCapital: boolean;
}

const kinds: readonly [field: RegExp, kind: MaskKind][] = [
  [/email/i, "email"],
  [/phone|mobile|fax/i, "phone"],
];
const givenName = /^(?:first|given)Name$/i;
const familyName = /^(?:last|family)Name$/i;
const otherName = /^(?:middle|full|maiden|nick)Name$/i;
const people: readonly string[] = ["contact", "lead", "person"];
/** Texts that tell of e-mails or calls, rather than how to reach somebody. */
const activities = /^recent(?:Notes|Emails|Calls|Tasks)$/;

/**
 * What kind of personal value a field of an object holds, by its name; undefined for one that holds
 * none. A company's own name is not personal.
 */
export function kindOfField(object: string, field: string): MaskKind | undefined {
  if (activities.test(field)) return undefined;
  const isName = [givenName, familyName, otherName].some((form) => form.test(field));
  if (isName || (field === "name" && people.includes(object))) return "person";
  return kinds.find(([form]) => form.test(field))?.[1];
}

/** The personal values that a record holds about its own person. Pure. */
export function knownValuesOf(object: string, values: FieldValues): KnownValue[] {
  const set = Object.entries(values).flatMap(([field, value]) => {
    const kind = kindOfField(object, field);
    const text = value?.trim() ?? "";
    return kind === undefined || text === "" ? [] : [{ field, kind, text }];
  });
  const given = set.find(({ field }) => givenName.test(field))?.text;
  const family = set.find(({ field }) => familyName.test(field))?.text;
  // The longest first, so that a whole name has one placeholder.
  return [
    ...wholeNames(given, family),
    ...set.flatMap(({ kind, text }): KnownValue[] => {
      if (kind === "person") return nameValues(text);
      if (kind === "phone") return phoneValues(text);
      return [{ ...spelt(text), kind, needsCapital: false }];
    }),
  ];
}

function wholeNames(given: string | undefined, family: string | undefined): KnownValue[] {
  if (given === undefined || family === undefined) return [];
  const forms = [`${given} ${family}`, `${family}, ${given}`, `${[...given][0]}. ${family}`];
  if (isUnspaced(given) && isUnspaced(family))
    forms.push(`${family}${given}`, `${family} ${given}`);
  return forms.map((name) => ({ ...spelt(name), kind: "person", needsCapital: false }));
}

/** Of scripts without blanks between words, in which a name stands among other letters. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function isUnspaced(name: string): boolean {
  return unspaced.test(name);
}

function nameValues(name: string): KnownValue[] {
  const isLong = (word: string) => [...word].length >= (isUnspaced(word) ? 2 : 3);
  const words = name.split(/[\s,]+/).filter(isLong);
  const all = words.length > 1 ? [name, ...words] : [name];
  return all.filter(isLong).map((one) => ({
    ...{ ...spelt(one), kind: "person" as const },
    needsCapital: !/\s/.test(one),
  }));
}

/** Within the company: others write the number without it. */
const extension = /[\s,;]*(?:#|x|ext(?:ension|n)?)[.:=]?\s*\d{1,6}\s*$/i;

/** A telephone number by its last digits, whatever stands between and before them. */
function phoneValues(text: string): KnownValue[] {
  const digits = text.replace(extension, "").replace(/\D/g, "");
  if (digits.length < 6) return [];
  const makePattern = () => {
    const last = [...digits.slice(-8)].join("[ \\u00a0().\\/-]{0,3}");
    return new RegExp(`(?<!\\d)\\+?(?:[\\d(][ \\u00a0().\\/-]{0,2}){0,7}${last}(?!\\d)`, "gu");
  };
  return [{ kind: "phone", hint: digits.slice(-1), makePattern, needsCapital: false }];
}

function spelt(text: string): Pick<KnownValue, "hint" | "makePattern"> {
  const folded = foldText(text.normalize("NFC"));
  return {
    hint: /^[a-z0-9]*/.exec(folded)?.[0] ?? "",
    makePattern() {
      const letters = [...folded.replace(/\p{M}+/gu, "").replace(/\s+/g, " ")].map((one) =>
        one === " "
          ? "[\\s\\u00a0]+"
          : one === "ß"
            ? "(?:ß|ss)"
            : `${one.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}\\p{M}*`,
      );
      const [first = "", last = ""] = [[...folded][0], [...folded].at(-1)];
      const begins = isUnspaced(first) ? "" : "(?<![\\p{L}\\p{N}])";
      const ends = isUnspaced(last) ? "" : "(?![\\p{L}\\p{N}])";
      return new RegExp(`${begins}${letters.join("")}${ends}`, "gu");
    },
  };
}

const apostrophes = "\u2018\u2019\u201b\u02bb\u02bc\u00b4\u2032\uff07";
const hyphens = "\u2010\u2011\u2012\u2013\u2212";

/** What is written otherwise, and takes one UTF-16 unit either way. */
const single: Readonly<Record<string, string>> = {
  ...{ ø: "o", Ø: "o", ł: "l", Ł: "l", đ: "d", Đ: "d", ı: "i" },
  ...Object.fromEntries([...apostrophes].map((one) => [one, "'"])),
  ...Object.fromEntries([...hyphens].map((one) => [one, "-"])),
};

/** Lower case without accents; each UTF-16 unit stays in its place. */
function foldText(text: string): string {
  return text.toLowerCase().length === text.length
    ? text.toLowerCase().replace(/\P{ASCII}/gu, foldLetter)
    : text.replace(/\P{ASCII}|[A-Z]/gu, foldLetter);
}

function foldLetter(letter: string): string {
  const bare = (single[letter] ?? letter.normalize("NFD").replace(/\p{M}/gu, "")).toLowerCase();
  return bare.length === letter.length ? bare : letter;
}

/** Where the record's own personal values stand in one of its texts. Pure. */
export function findKnownValues(text: string, known: readonly KnownValue[]): FoundValue[] {
  if (known.length === 0) return [];
  const folded = foldText(text);
  const hasMarks = /\p{M}/u.test(folded);
  return known.flatMap(({ kind, hint, makePattern, needsCapital }) => {
    if (!hasMarks && !folded.includes(hint)) return [];
    return [...folded.matchAll(makePattern())].flatMap(({ 0: { length }, index: start }) =>
      needsCapital && !/\p{Lu}|\p{Lo}/u.test(text.slice(start, start + 2))
        ? []
        : [{ kind, start, end: start + length }],
    );
  });
}
