import { canonicalTime } from "../canonical-values.ts";

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/** Text as a SOQL string literal, quotes included. jsforce's own escaper leaves backslashes as they are. */
export function soqlText(text: string): string {
  return `'${text.replace(/[\\'"\n\r\t\b\f]/g, (letter) => escapes[letter] ?? letter)}'`;
}

/**
 * A pattern for LIKE that finds every text which contains the given one, or begins with it; undefined for
 * a text with a backslash, after which Salesforce's pages leave open what a wildcard is.
 */
export function soqlLike(text: string, is: "contains" | "startsWith"): string | undefined {
  if (text.includes("\\")) return undefined;
  const literal = soqlText(text).slice(1, -1).replace(/[%_]/g, "\\$&");
  return `'${is === "contains" ? "%" : ""}${literal}%'`;
}

/** An instant as a SOQL literal, which has no quotes; in UTC, since a `+` in a URL is a blank. */
export function soqlTime(text: string): string {
  const time = canonicalTime(text);
  if (time === undefined) throw new RangeError("not an instant");
  return time;
}
