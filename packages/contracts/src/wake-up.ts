import { z } from "zod";

/**
 * A lane's message: this work may be done now. It carries no inputs; whoever takes it claims the
 * row, and does nothing when the claim fails, so a stale, lost or duplicate wake-up is harmless.
 */
export const wakeUp = z.object({
  workId: z.string().regex(/^\d+$/),
  generation: z.int().positive(),
  traceparent: z.string().optional(),
});
export type WakeUp = z.infer<typeof wakeUp>;
