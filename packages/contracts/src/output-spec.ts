import { z } from "zod";

const common = {
  /** The key of the answer, such as `industry`. */
  name: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]*$/, "Write letters and digits, the first a small letter: industry"),
  /** The canonical output field it is written to, such as `ai_industry`; the adapter makes the vendor's name of it. */
  field: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,38}[a-z0-9]$/,
      "Write 2 to 40 small letters, digits and underscores: ai_industry",
    ),
  /** What people read in the CRM. */
  label: z.string().min(1).max(40),
};

/** What an enrichment answers: one of a closed list, or a short text. */
export const outputSpec = z.discriminatedUnion("type", [
  z.object({
    ...common,
    type: z.literal("choice"),
    options: z.array(z.string().min(1)).min(2),
    /** What belongs under an option, in a few words; for the model, never written. */
    optionHints: z.record(z.string(), z.string()).optional(),
  }),
  z.object({
    ...common,
    type: z.literal("text"),
    maxChars: z.int().positive().max(32_000),
    maxSentences: z.int().positive().optional(),
  }),
]);
export type OutputSpec = z.infer<typeof outputSpec>;
