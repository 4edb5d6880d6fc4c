import { z } from "zod";

/** Either way no call and no write begins until the hold is lifted; of several holds, a `killed` one is named. */
export const holdAction = z.enum(["paused", "killed"]);
export type HoldAction = z.infer<typeof holdAction>;

/** The hold that something waits for, as a reason names it. */
export const heldBy = z.object({
  /** A kind of scope, such as `connection`, and which one; the store's registry knows the kinds. */
  scope: z.string(),
  target: z.string(),
  action: holdAction,
  by: z.string(),
  why: z.string().nullable(),
});
export type HeldBy = z.infer<typeof heldBy>;
