import { domainToASCII } from "node:url";
import { decimalOf, isCalendarDate } from "@fieldwork/contracts";
import { storableText } from "@fieldwork/runtime";

/**
 * A vendor's value as canonical text: '' and null are both empty, numbers are decimal strings. Text
 * from outside enters here, and what a store cannot hold is removed from it.
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
/** Milliseconds and an offset of none, without a colon: the most frequent besides the canonical one. */
const plainUtcPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/;
const anyTimePattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)$/;
const epochMsPattern = /^-?\d{10,14}$/;

/**
 * An instant as `YYYY-MM-DDTHH:mm:ss.sssZ`, from ISO 8601 with any fraction and an offset such as
 * `+0000` or `+00:00`, or from milliseconds since 1970; undefined if it is not one. A date alone is not
 * an instant.
 */
export function canonicalTime(text: string): string | undefined {
  if (canonicalTimePattern.test(text)) return text;
  if (plainUtcPattern.test(text)) return `${text.slice(0, 23)}Z`;
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

/** A number in canonical decimal form; other text is left as it is. */
export function canonicalDecimal(text: string): string {
  return decimalOf(text) ?? text;
}

const midnightPattern = /^(\d{4}-\d\d-\d\d)T00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)$/;

/** A date as `YYYY-MM-DD`, also if the vendor gives its midnight in UTC; other text is left as it is. */
export function canonicalDate(text: string): string {
  if (isCalendarDate(text)) return text;
  const instant = epochMsPattern.test(text) ? (isoFromMs(Number(text)) ?? text) : text;
  const day = midnightPattern.exec(instant)?.[1];
  return day !== undefined && isCalendarDate(day) ? day : text;
}

const hostPattern =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;
const addressOnlyDigits = /^[\d.]+$/;

/** The host of a website or e-mail address: lower case, punycode, without `www.`; null if there is none. */
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
