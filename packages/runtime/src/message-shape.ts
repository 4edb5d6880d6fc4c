const parts: readonly (readonly [RegExp, string])[] = [
  [/"[^"]*"|“[^”]*”|'[^']*'|`[^`]*`/g, "“…”"],
  [/\b(?:https?:\/\/|www\.)\S+/gi, "<url>"],
  [/\S+@\S+\.\S+/g, "<address>"],
  // Ids: letters and digits mixed, or long runs of hexadecimal digits.
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{6,}\b/gi, "<id>"],
  [/\d+(?:[.,:]\d+)*/g, "<n>"],
  [/\s+/g, " "],
];

const longestShape = 200;

/**
 * A vendor's message without what varies from case to case (numbers, ids, addresses, quoted text), so
 * that refusals with one cause compare equal. At most 200 characters. Pure.
 */
export function messageShape(message: string): string {
  const shape = parts.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    message.slice(0, 4 * longestShape),
  );
  return shape.trim().toLowerCase().slice(0, longestShape);
}
