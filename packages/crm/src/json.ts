import { canonicalDecimal } from "./canonical-values.ts";

const longNumber = /[\d.]{16,}/;

/**
 * JSON in which a number that a double cannot hold (`9007199254740993`) stays as its text. Throws
 * SyntaxError as `JSON.parse` does.
 */
export function parseLosslessJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  const parse: (text: string, reviver: Reviver) => unknown = JSON.parse;
  try {
    return parse(text, (_key, value, context) => {
      if (typeof value !== "number" || context?.source === undefined) return value;
      return canonicalDecimal(String(value)) === canonicalDecimal(context.source)
        ? value
        : context.source;
    });
  } catch (error) {
    // Only a reviver has a limit of depth. What is nested like that holds no value of ours.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

// The third argument is the source text of a primitive: https://tc39.es/proposal-json-parse-with-source/
type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

/** The value, or undefined where the text is no JSON: an HTML page, a reply cut short, nothing at all. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error quotes the text, which may hold a secret; callers say what they expected.
    return undefined;
  }
}

/** What a page of HTML that came in place of JSON calls itself. */
export function pageTitle(page: string): string | undefined {
  return /<(?:title|h1)[^>]*>\s*([^<]{1,100}?)\s*</i.exec(page)?.[1];
}
