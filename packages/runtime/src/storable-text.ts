import { AppError } from "./app-error.ts";

/**
 * Text that every store can hold: PostgreSQL has no NUL, and UTF-8 no half of a surrogate pair. A NUL
 * is invisible and removed, half a pair becomes U+FFFD; every other character is kept.
 */
export function storableText(text: string): string {
  return text.isWellFormed() && !text.includes("\0")
    ? text
    : text.toWellFormed().replaceAll("\0", "");
}

// JSON.stringify escapes a NUL and half a pair, and nothing else that looks like these.
const suspicious = /\\u(?:0000|d[89a-f])/;
const escapes = /\\(?:u([0-9a-f]{4})|[^u])/g;

/**
 * JSON in which `storableText` has cleaned every text, including keys.
 *
 * @throws AppError `data_invalid` for a value that is nested too deeply, or too large, to be text.
 */
export function storableJson(value: unknown): string {
  const json = toJson(value);
  if (!suspicious.test(json)) return json;
  return json.replace(escapes, (found, code: string | undefined) => {
    if (code === "0000") return "";
    return code !== undefined && /^d[89a-f]/.test(code) ? "\uFFFD" : found;
  });
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppError("a value is nested too deeply, or too large, to be stored", {
      code: "data_invalid",
      retryable: false,
      cause,
    });
  }
}
