import { z } from "zod";

/** A valid count, also as text. An invalid one is left out, without affecting the others. */
export const count = z.preprocess(
  (told) => (typeof told === "string" && /^\s*\d+\s*$/.test(told) ? Number(told) : told),
  z
    .number()
    .nonnegative()
    .refine(Number.isInteger)
    .transform((told) => Math.min(told, Number.MAX_SAFE_INTEGER))
    .optional()
    .catch(undefined),
);

export const counts = z.record(z.string(), count).catch({});
