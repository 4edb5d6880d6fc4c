import { domainToASCII } from "node:url";
import { storableText } from "@fieldwork/runtime";

/**
 * A vendor's value as canonical text: '' and null are both empty, numbers are decimal strings. Here text
 * from outside comes in, and is cleaned of what a store cannot hold.
 */
export function canonicalText(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return storableText(value) || null;
    case "number":
      return canonicalDecimal(String(value));
    case "boolean":
      return String(value);
    default:
      return null;
  }
}

const canonicalTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const anyTimePattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)$/;
const epochMsPattern = /^-?\d{10,14}$/;

/**
 * An instant as `YYYY-MM-DDTHH:mm:ss.sssZ`, from Salesforce's `…000+0000`, HubSpot's fractions of any
 * length, or milliseconds since 1970; undefined when it is none. A date alone is no instant.
 */
export function canonicalTime(text: string): string | undefined {
  if (canonicalTimePattern.test(text)) return text;
  if (epochMsPattern.test(text)) return isoFromMs(Number(text));
  const [, local, zone] = anyTimePattern.exec(text) ?? [];
  if (local === undefined || zone === undefined) return undefined;
  const offset = zone === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return isoFromMs(Date.parse(local + offset));
}

export function isoFromMs(ms: number): string | undefined {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

// A double has 309 digits before the point at most; what is longer is no number that anybody meant.
const maxDecimalChars = 1000;
const decimalPattern = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A number in its one decimal spelling (`5000.00`, `5.0E3` and `05000` are `5000`); other text stays as it is. */
export function canonicalDecimal(text: string): string {
  const match = text.length > maxDecimalChars ? null : decimalPattern.exec(text.trim());
  if (!match) return text;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const left = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const right = point < 0 ? "0".repeat(-point) + digits : digits.slice(point);
  const wholePart = left.replace(/^0+(?=\d)/, "");
  const fractionPart = right.replace(/0+$/, "");
  const isZero = wholePart === "0" && fractionPart === "";
  return `${sign === "-" && !isZero ? "-" : ""}${wholePart}${fractionPart && `.${fractionPart}`}`;
}

const hostPattern =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;
const addressOnlyDigits = /^[\d.]+$/;

/** The host of a website or e-mail address: lower case, punycode, without `www.`; null when there is none in it. */
export function domainFrom(text: string): string | null {
  const trimmed = text.trim().replace(/^mailto:/i, "");
  const afterScheme = trimmed.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^\/\//, "");
  const authority = afterScheme.split(/[/?#\\]/, 1)[0] ?? "";
  const hostAndPort = authority.slice(authority.lastIndexOf("@") + 1);
  const host = domainToASCII(hostAndPort.replace(/:\d*$/, "").replace(/\.$/, ""));
  if (!hostPattern.test(host) || addressOnlyDigits.test(host)) return null;
  const bare = host.startsWith("www.") ? host.slice(4) : host;
  return bare.includes(".") ? bare : host;
}
