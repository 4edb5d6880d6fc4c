import { hash } from "node:crypto";

/** SHA-256 over JSON with sorted keys, as 32 hex digits: equal values give equal hashes. */
export function stableHash(value: unknown): string {
  return hash("sha256", stableJson(value), "hex").slice(0, 32);
}

export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
