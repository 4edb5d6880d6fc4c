import { z } from "zod";

const common = {
  /** The key of the answer, such as `industry`. */
  name: z
    .string()
    .regex(
      /^[a-z][a-zA-Z0-9]*$/,
      "Use letters and digits, starting with a lower-case letter: industry",
    ),
  /** The canonical output field it is written to, such as `ai_industry`; the adapter derives the vendor's name. */
  field: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,38}[a-z0-9]$/,
      "Use 2 to 40 lower-case letters, digits and underscores: ai_industry",
    ),
  /** What people read in the CRM. */
  label: z.string().min(1).max(40),
};

/** What belongs under an option, in a few words; for the model, never written. */
const optionHints = z.record(z.string(), z.string()).optional();

const bounds = { min: z.number().optional(), max: z.number().optional() };

/** What an enrichment answers. `output-value.ts` says how each type is written as text. */
export const outputSpec = z.discriminatedUnion("type", [
  /** One of a closed list. */
  z.object({
    ...common,
    type: z.literal("choice"),
    options: z.array(z.string().min(1)).min(2),
    optionHints,
  }),
  /** Some of a closed list. */
  z.object({
    ...common,
    type: z.literal("choices"),
    options: z.array(z.string().regex(/^[^;]+$/, "Write the option without a semicolon")).min(2),
    optionHints,
    /** The most that one record may have; all of them by default. */
    maxChoices: z.int().positive().optional(),
  }),
  z.object({
    ...common,
    type: z.literal("text"),
    maxChars: z.int().positive().max(32_000),
    maxSentences: z.int().positive().optional(),
  }),
  z.object({
    ...common,
    ...bounds,
    type: z.literal("number"),
    /** The most digits after the point. */
    decimals: z.int().min(0).max(6).default(2),
  }),
  /** A whole number. */
  z.object({ ...common, ...bounds, type: z.literal("integer") }),
  /** Yes or no. */
  z.object({ ...common, type: z.literal("boolean") }),
  /** A date without a time. */
  z.object({ ...common, type: z.literal("date") }),
  /** A web address that appears in the record. */
  z.object({ ...common, type: z.literal("url") }),
]);
export type OutputSpec = z.infer<typeof outputSpec>;
export type OutputType = OutputSpec["type"];
