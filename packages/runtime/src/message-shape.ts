const parts: readonly (readonly [RegExp, string])[] = [
  [/"[^"]*"|“[^“”]*”|'[^']*'|`[^`]*`/g, "“…”"],
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
 * that refusals with one cause compare equal. At most 200 characters; a shape is its own shape. Pure.
 */
export function messageShape(message: string): string {
  let shape = shapedOnce(message.slice(0, 4 * longestShape));
  // What was taken out may have hidden something beside it. Each round takes something out, so it ends.
  for (let next = shapedOnce(shape); next !== shape; next = shapedOnce(shape)) shape = next;
  return shape;
}

function shapedOnce(text: string): string {
  const shape = parts.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    text,
  );
  return shape.toLowerCase().slice(0, longestShape).trim();
}
