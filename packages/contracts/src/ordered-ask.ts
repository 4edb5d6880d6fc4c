import { z } from "zod";
import { answeredOutputs } from "./work.ts";

const maskedCount = z.object({ field: z.string(), kind: z.string(), count: z.int() });

/** The question as it leaves: what is not in here, no model sees. */
export const askedPrompt = z.object({
  instructions: z.string(),
  /** The user turn: the fields between tags that they cannot close. */
  input: z.string(),
  /** The same fields, one by one; evidence stands in these. */
  fields: z.record(z.string(), z.string()),
  /** How many personal values stand behind placeholders, by field and kind. */
  masked: z.array(maskedCount).default([]),
});
export type AskedPrompt = z.infer<typeof askedPrompt>;

/** Where words stand in one of the fields, in UTF-16 code units, the end not included. */
export const evidencePlace = z.object({ field: z.string(), start: z.int(), end: z.int() });
export type EvidencePlace = z.infer<typeof evidencePlace>;

/** A whole answer after our checks; nobody writes it. */
const askedAnswer = z.object({
  outputs: answeredOutputs,
  /** By output: where its evidence stands; null where it has none. */
  places: z.record(z.string(), evidencePlace.nullable()),
  fingerprint: z.string(),
});
export type AskedAnswer = z.infer<typeof askedAnswer>;

/** What all attempts of an ask used together. */
export const askedUsage = z.object({
  /** Of the last attempt. */
  provider: z.string(),
  model: z.string(),
  attempts: z.int(),
  inputTokens: z.int(),
  cachedInputTokens: z.int(),
  outputTokens: z.int(),
  /** What they are charged. */
  chargedNanoUsd: z.number(),
  /** Of that, what is held for attempts of which the vendor did not say what they cost. */
  heldNanoUsd: z.number(),
  durationMs: z.number(),
});
export type AskedUsage = z.infer<typeof askedUsage>;

/** The budget that is used up, and until when; null for ever. */
export const usedUpBudget = z.object({ scope: z.string(), until: z.iso.datetime().nullable() });

/** Why an ask has no answer, in a sentence for people. */
export const askedProblem = z.object({
  code: z.string(),
  detail: z.string(),
  budget: usedUpBudget.optional(),
});
export type AskedProblem = z.infer<typeof askedProblem>;
