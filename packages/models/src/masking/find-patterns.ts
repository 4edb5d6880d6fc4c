import { countrySpecs as ibanForms } from "ibantools";
import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { FoundValue } from "./found-value.ts";
import { findNationalIds } from "./national-ids.ts";

// Every form below has an at sign, or at least six digits that stand close together.
const mayHold = /@|\d(?:[^\d\n]{0,2}\d){5}/;

/**
 * The personal values that a text shows by their form: e-mail addresses, account and card numbers,
 * national ids, telephone numbers. What has check digits is checked. Earlier kinds come first. Pure.
 */
export function findPatterns(text: string): FoundValue[] {
  if (!mayHold.test(text)) return [];
  return [
    ...matchesOf(email, text).map((found) => ({ kind: "email" as const, ...found })),
    ...findIbans(text).map((found) => ({ kind: "iban" as const, ...found })),
    ...findCards(text).map((found) => ({ kind: "card" as const, ...found })),
    ...findNationalIds(text).map((found) => ({ kind: "id" as const, ...found })),
    ...findPhones(text).map((found) => ({ kind: "phone" as const, ...found })),
  ];
}

interface Place {
  start: number;
  end: number;
}

const email =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}_][\p{L}\p{N}._%+'-]{0,63}@(?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,24}/gu;

function matchesOf(pattern: RegExp, text: string): Place[] {
  return [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
}

/** The place of as many letters and digits as `takes` wants, blanks and hyphens between them left out of account. */
function placeOf(
  text: string,
  start: number,
  { isPart, takes }: { isPart: RegExp; takes: (compact: string) => boolean },
): Place | undefined {
  let compact = "";
  let best: Place | undefined;
  for (let at = start; at < text.length && compact.length < 34; at += 1) {
    const character = text[at] ?? "";
    if (isPart.test(character)) {
      compact += character;
      const goesOn = /[\p{L}\p{N}]/u.test(text[at + 1] ?? "");
      if (!goesOn && takes(compact)) best = { start, end: at + 1 };
    } else if (!/[ \u00a0-]/.test(character) || !isPart.test(text[at + 1] ?? "")) break;
  }
  return best;
}

const ibanStart = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9])/giu;

function findIbans(text: string): Place[] {
  return [...text.matchAll(ibanStart)].flatMap(({ 0: start, index }) => {
    const spec = ibanForms[start.slice(0, 2).toUpperCase() as keyof typeof ibanForms];
    const form = new RegExp(spec?.bban_regexp ?? "^$");
    const takes = (compact: string) =>
      compact.length === spec?.chars &&
      form.test(compact.slice(4).toUpperCase()) &&
      passesMod97(compact);
    return placeOf(text, index, { isPart: /[A-Z0-9]/i, takes }) ?? [];
  });
}

/** ISO 7064, with letters as the numbers from 10. The banks' own checks within are left out: not all are known. */
function passesMod97(compact: string): boolean {
  const turned = compact.slice(4) + compact.slice(0, 4);
  const digits = [...turned].map((one) => Number.parseInt(one, 36)).join("");
  return BigInt(digits) % 97n === 1n;
}

const cardStart = /(?<![\p{L}\p{N}]|[\p{L}\p{N}][-.,])[2-6]\d{3}(?=[ -]?\d{2})/gu;
/** The lengths of the networks by how their numbers begin. */
const cardForms: readonly [begins: RegExp, digits: readonly number[]][] = [
  [/^4/, [16, 19]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14]],
  [/^35/, [16]],
  [/^5[0-8]/, [16]],
  [/^2[2-7]/, [16]],
  [/^6/, [16, 17, 18, 19]],
];

function findCards(text: string): Place[] {
  const takes = (digits: string) =>
    cardForms.some(([begins, lengths]) => lengths.includes(digits.length) && begins.test(digits)) &&
    passesLuhn(digits);
  return [...text.matchAll(cardStart)].flatMap(
    ({ index }) => placeOf(text, index, { isPart: /\d/, takes }) ?? [],
  );
}

/** https://en.wikipedia.org/wiki/Luhn_algorithm */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd += 1) {
    const digit = Number(digits[digits.length - 1 - fromEnd]);
    const doubled = fromEnd % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const phone =
  /(?<![\p{L}\p{N}.,/-])(?:\+ ?|00)?\(?\d(?:[ \u00a0()./-]{0,3}\d){5,15}(?:,? ?(?:x|ext\.?) ?\d{1,6})?(?![\p{L}\p{N}])/giu;
const phoneWords =
  /(?:tel|phone|\bph\b|mob|cell|\bcall|fax|\bring|tlf|\btfn|puh|tél|móvil|handy|\bgsm\b|natel|whatsapp|\bsms\b|\btext|dial|voice ?mail|hotline|landline|direct line|switchboard|contact number|rufnummer|\breach(?:ed|able)? \w{0,8} ?(?:at|on|under))[^\d\n]{0,24}$/i;
/** A letter alone, as signatures have it. */
const phoneLetter = /(?:^|[|,;·/–-] ?)[TMFPD][:.]? $/m;
const northAmerican = /^(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?!\d)/;
const grouped = /^\(?0\d{1,4}\)?(?:[ /-]{1,3}\d{2,8}){1,4}$/;
const date = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})/;
const wordsBefore = 32;

/** A number with its country's code must be possible there; without one, its form or the words before it must say what it is. */
function findPhones(text: string): Place[] {
  return matchesOf(phone, text).filter(({ start, end }) => {
    const written = text.slice(start, end);
    const digits = written.replace(/(?:x|ext).*$/i, "").replace(/\D/g, "");
    if (digits.length < 7 || digits.length > 15 || date.test(written)) return false;
    if (/^(?:\+|00)/.test(written)) return isPossible(`+${digits.replace(/^00/, "")}`);
    if (northAmerican.test(written)) return isPossible(`+1${digits.slice(-10)}`);
    if (grouped.test(written) && digits.length >= 8 && digits.length <= 12) return true;
    const before = text.slice(Math.max(0, start - wordsBefore), start);
    return phoneWords.test(before) || phoneLetter.test(before);
  });
}

// "+46 (0)8 123" names the trunk prefix that is not dialled from abroad.
function isPossible(international: string): boolean {
  return parsePhoneNumberFromString(international)?.isPossible() ?? false;
}
