import { z } from "zod";

const phase = z.enum(["before", "after"]);

/** Which calls a fault is for. What is left out matches anything. */
export const faultMatch = z.strictObject({
  method: z.string().optional(),
  /** A regular expression over the path without its query. */
  path: z.string().optional(),
  /** A regular expression over the query. */
  query: z.string().optional(),
  /** The kind (`read`, `write`, …) or the operation (`search`, `batch-update`, …) of a call. */
  kind: z.string().optional(),
  caller: z.enum(["integration", "person", "system", "nobody"]).optional(),
  /** A regular expression over the body. */
  body: z.string().optional(),
  /** The first of the matching calls that it is for, counted from 1. */
  nth: z.int().positive().optional(),
  /** How many calls it is for: 1, or with a probability all, unless said otherwise. */
  times: z.union([z.int().positive(), z.literal("always")]).optional(),
  /** Of a call being hit at all, by a generator of its own that starts from `seed`. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
});
export type FaultMatch = z.infer<typeof faultMatch>;

/** `before`: the call has done nothing yet. `after`: it is done, and only the answer is concerned. */
export type FaultPhase = z.infer<typeof phase>;

/**
 * Refuses a call in place of the vendor, as JSON of its own making, as a page of HTML, with no content
 * type, or with no body.
 */
const statusFault = z.strictObject({
  status: z.int().min(300).max(599),
  retryAfterS: z.number().nonnegative().optional(),
  /** The header as it is sent: a date, or a moment in seconds since 1970. */
  retryAfter: z.string().optional(),
  as: z.enum(["vendor", "html", "bare", "empty"]).optional(),
  /** The vendor's own name for the reason, such as `DAILY` or `UNABLE_TO_LOCK_ROW`. */
  reason: z.string().optional(),
  /** In place of what the vendor says. */
  message: z.string().optional(),
});
export type StatusFault = z.infer<typeof statusFault>;

export const faultRule = z.union([
  faultMatch.extend(statusFault.shape),
  faultMatch.extend({ slowMs: z.number().nonnegative(), phase: phase.optional() }),
  faultMatch.extend({ reset: phase }),
  /** `body`: half the body as if it were whole. `connection`: half, then the connection breaks. */
  faultMatch.extend({ truncate: z.enum(["body", "connection"]) }),
  faultMatch.extend({ hold: z.union([z.literal(true), phase]) }),
  z.looseObject({ ...faultMatch.shape, vendor: z.string() }),
]);
export type FaultRule = z.infer<typeof faultRule>;

/** The same numbers for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
