/** What a CRM makes of the text that it is given. */
export interface TextStorage {
  trims?: boolean | undefined;
  lineEnds?: "lf" | "crlf" | undefined;
}

/** A value as it is stored. */
function storedValue(value: unknown, { trims, lineEnds }: TextStorage): unknown {
  if (typeof value !== "string") return value;
  const text = trims ? value.trim() : value;
  if (lineEnds === undefined) return text;
  return text.replace(/\r\n?|\n/g, lineEnds === "lf" ? "\n" : "\r\n");
}

/** Fields as they are stored. */
export function storedFields(
  fields: Readonly<Record<string, unknown>>,
  storage: TextStorage = {},
): Record<string, unknown> {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, value]) => [name, storedValue(value, storage)]));
}
