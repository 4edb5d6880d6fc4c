import { z } from "zod";
import type { LimitWindow } from "./limits.ts";

const count = z.int().min(1);

/** A window as files write it, with the units that may be counted there. */
export function limitWindowForm<Unit extends string>(
  units: readonly [Unit, ...Unit[]],
): z.ZodType<LimitWindow, LimitWindow> {
  /** What it counts. */
  const unit = z.enum(units);
  return z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("rate"),
      unit,
      per: z.enum(["second", "ten-seconds", "minute"]),
      limit: count,
    }),
    z.strictObject({
      kind: z.literal("day"),
      unit,
      /** At its midnight everything may be used again, such as America/Los_Angeles. */
      timeZone: z.string().refine(isTimeZone, "is not a time zone"),
      limit: count,
    }),
    z.strictObject({ kind: z.literal("concurrency"), limit: count }),
    z.strictObject({ kind: z.literal("adaptive") }),
  ]) as unknown as z.ZodType<LimitWindow, LimitWindow>;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
