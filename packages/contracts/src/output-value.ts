import { isCalendarDate } from "./calendar-date.ts";
import { decimalOf } from "./decimal.ts";
import type { OutputSpec } from "./output-spec.ts";

type Spec<Type extends OutputSpec["type"]> = Extract<OutputSpec, { type: Type }>;

/** Outputs whose canonical form follows from their type alone. */
export type PlainOutput = Spec<"number" | "integer" | "boolean" | "date" | "url">;

/** A value in canonical form, or what is wrong with it, in words that do not quote it. */
export type ReadValue = { value: string } | { problem: string };

// A double represents this many digits exactly; Salesforce's fields hold 18, decimal places included.
const maxDigits = 15;
const maxFieldDigits = 18;
// What both vendors' date fields accept.
const firstYear = "1700";
const lastYear = "4000";
/** Salesforce's URL fields hold no more. */
export const maxUrlChars = 255;

/**
 * The canonical text of a value: numbers as decimal strings, yes and no as `true` and `false`, days as
 * `YYYY-MM-DD`, addresses as browsers write them. Pure.
 */
export function readPlainValue(output: PlainOutput, text: string): ReadValue {
  switch (output.type) {
    case "number":
      return readNumber(output, text);
    case "integer":
      return readNumber({ ...output, decimals: 0 }, text);
    case "boolean":
      return readBoolean(text);
    case "date":
      return readDate(text);
    case "url":
      return readUrl(text);
    default:
      return output satisfies never;
  }
}

interface NumberBounds {
  min?: number | undefined;
  max?: number | undefined;
  decimals: number;
}

function readNumber({ min, max, decimals }: NumberBounds, text: string): ReadValue {
  const value = decimalOf(text);
  if (value === undefined) {
    return { problem: "value is not a number; write digits, such as 1200 or 0.5" };
  }
  const [whole = "", fraction = ""] = value.replace("-", "").split(".");
  if (fraction.length > decimals) {
    const problem =
      decimals === 0
        ? "value is not a whole number"
        : `value has ${fraction.length} decimal places; at most ${decimals} are allowed`;
    return { problem };
  }
  const isTooLong = whole.length + fraction.length > maxDigits;
  if (isTooLong || whole.length + decimals > maxFieldDigits) {
    return { problem: `value has more than the ${maxDigits} digits that a field can hold` };
  }
  const number = Number(value);
  if (min !== undefined && number < min) return { problem: `value is below ${min}` };
  if (max !== undefined && number > max) return { problem: `value is above ${max}` };
  return { value };
}

const words: Readonly<Record<string, string>> = {
  true: "true",
  yes: "true",
  false: "false",
  no: "false",
};

function readBoolean(text: string): ReadValue {
  const value = Object.hasOwn(words, text.toLowerCase()) ? words[text.toLowerCase()] : undefined;
  return value === undefined ? { problem: "value is neither true nor false" } : { value };
}

function readDate(text: string): ReadValue {
  if (!isCalendarDate(text)) return { problem: "value is not a date in the form YYYY-MM-DD" };
  const year = text.slice(0, 4);
  if (year < firstYear || year >= lastYear) {
    return { problem: `value is not from ${firstYear} to ${lastYear}` };
  }
  return { value: text };
}

const scheme = /^[a-z][a-z0-9+.-]*:/i;
const hostAndPort = /^[^\s/?#]+\.[^\s/?#]+(?::\d+)?(?:[/?#]|$)/;

function readUrl(text: string): ReadValue {
  const isBare = !/^https?:\/\//i.test(text) && hostAndPort.test(text);
  const written = isBare ? `https://${text}` : text;
  if (/\s/.test(written) || !scheme.test(written) || !URL.canParse(written)) {
    return { problem: "value is not a web address" };
  }
  const { protocol, username, password, href } = new URL(written);
  if (protocol !== "https:" && protocol !== "http:") {
    return { problem: "value is not an address that begins with https:// or http://" };
  }
  if (username !== "" || password !== "")
    return { problem: "value contains a user name or a password" };
  if (href.length > maxUrlChars) {
    return { problem: `value has ${href.length} characters; at most ${maxUrlChars} are allowed` };
  }
  return { value: href };
}
