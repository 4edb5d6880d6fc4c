import { hash } from "node:crypto";

/** SHA-256 over JSON with sorted keys, as 32 hex digits: equal values give equal hashes. */
export function stableHash(value: unknown): string {
  return hash("sha256", stableJson(value), "hex").slice(0, 32);
}

export function stableJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** The same with the keys of each object in order, as a replacer would leave them, which costs twice as much. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return sorted(value.toJSON());
  if (Array.isArray(value)) return value.map(sorted);
  const from = value as Record<string, unknown>;
  const to: Record<string, unknown> = {};
  for (const key of Object.keys(from).sort()) {
    const inner = from[key];
    const isPlain = inner === null || typeof inner !== "object";
    // Assigned, it would be taken for the prototype.
    if (key === "__proto__")
      Object.defineProperty(to, key, { value: sorted(inner), enumerable: true });
    else to[key] = isPlain ? inner : sorted(inner);
  }
  return to;
}
