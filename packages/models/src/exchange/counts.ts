import { z } from "zod";

/** A valid count, also as text; undefined for anything else. Pure. */
export function countIn(told: unknown): number | undefined {
  const count = typeof told === "string" && /^\s*\d+\s*$/.test(told) ? Number(told) : told;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0) return undefined;
  return Math.min(count, Number.MAX_SAFE_INTEGER);
}

/** An invalid one is left out, without affecting the others. */
export const count = z.unknown().optional().transform(countIn);

export const counts = z.record(z.string(), count).catch({});
