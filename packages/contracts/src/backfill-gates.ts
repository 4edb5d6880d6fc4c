import { z } from "zod";

/** The share of a step's records past which it went badly; null: it is not judged by that. */
const share = z.number().min(0).max(1).nullable();

/** By what the steps of a backfill are judged before the next one begins. */
export const backfillGates = z.strictObject({
  /** Dead letters. */
  failed: share.default(0.1),
  /** Of the answers, those that our checks rejected, in whole or in part. */
  rejected: share.default(0.2),
  /** Of the answers, those without any value. */
  abstained: share.default(0.5),
  inReview: share.default(0.5),
  /** What the CRM refused to write, or cannot take. */
  refused: share.default(0.05),
  /** Changed by a person since. */
  overridden: share.default(0.1),
  /** How far the answers are from the values that stand, where chance does not explain it: see `distributionShift`. */
  shift: share.default(0.25),
  /** How many times as dear a record may be as the sheet says at most. */
  cost: z.number().min(0.1).max(100).nullable().default(1.5),
});
export type BackfillGates = z.infer<typeof backfillGates>;
const gateName = backfillGates.keyof();
export type GateName = z.infer<typeof gateName>;

const numbers = {
  /** Of how many, how much, and how much it may be at most: records, of `cost` nano-USD a record, of `shift` shares. */
  ...{ n: z.number(), count: z.number(), most: z.number() },
  /** Of a shift: the output, and how many values stand. */
  ...{ output: z.string().optional(), of: z.number().optional() },
};

/** How a step did by one gate. */
export const gateVerdict = z.object({ gate: gateName, ...numbers, hasPassed: z.boolean() });
export type GateVerdict = z.infer<typeof gateVerdict>;

/** Why a backfill paused itself: a gate that its step failed, or what it left the approved band by. */
export const backfillStop = z.object({
  gate: z.enum([...gateName.options, "spend", "band"]),
  ...numbers,
});
export type BackfillStop = z.infer<typeof backfillStop>;
