import {
  companion,
  objectName,
  outputSpec,
  permits,
  routing,
  writePolicy,
  writeSafety,
} from "@fieldwork/contracts";
import { z } from "zod";
import { duration } from "./durations.ts";

const confidence = z.number().min(0).max(1);

/** By what the write would do: answers that are certain enough are approved without a person. */
export const reviewThresholds = z.strictObject({
  /** Fill a blank. */
  fill: confidence,
  /** Replace a value of ours. */
  update: confidence,
  /** Replace a person's value, which only the policy `always` does; by default as `update`. */
  override: confidence.optional(),
});

const writing = {
  policy: writePolicy.default("own-or-empty"),
  /** Answers less certain than this wait for a person; one number, or one for each kind of change. */
  reviewBelow: z.union([confidence, reviewThresholds]).default(0),
  /** What happens to an answer that differs from a person's value: nothing, or a person decides. */
  conflicts: z.enum(["keep", "review"]).optional(),
  /** What is written beside the value, in fields of its own. */
  companions: z.array(companion).optional(),
  /** In place of the connection's own `writes`. */
  writes: writeSafety.optional(),
};

const [choice, choices, text, number, integer, boolean, date, url] = outputSpec.options;

const definedOutput = z.discriminatedUnion("type", [
  choice.extend(writing).strict(),
  choices.extend(writing).strict(),
  text.extend(writing).strict(),
  number.extend(writing).strict(),
  integer.extend(writing).strict(),
  boolean.extend(writing).strict(),
  date.extend(writing).strict(),
  url.extend(writing).strict(),
]);

const maskingRule = z.enum(["off", "known-values", "patterns"]);

const inputField = z.strictObject({
  field: z.string(),
  /** Without it there is nothing to ask; of those that are marked `any`, one is enough. */
  required: z.union([z.boolean(), z.literal("any")]).default(false),
  /** Longer text is cut here, at a grapheme. */
  maxChars: z.int().positive().default(4000),
  /** For this field, in place of the enrichment's own rule. */
  masking: maskingRule.optional(),
});

/** What may leave for a model, and to whom. */
export const privacyRules = permits.extend({
  /**
   * `patterns` by default: the record's own names, addresses and numbers, and whatever has the form of
   * one. `known-values` leaves the second out.
   */
  masking: maskingRule.optional(),
  /**
   * Keeps requests to models and their replies for a few days, without secrets and personal values: of all
   * attempts, or of those without a clean answer.
   */
  capture: z.enum(["off", "failed", "all"]).optional(),
  /** Prompt and answer in traces, without personal values; otherwise traces hold neither. */
  traces: z.enum(["off", "redacted"]).optional(),
});

/** Whether an answer that is known is used in place of a new one. */
export const cacheRules = z.strictObject({
  /**
   * `use`: what is known to the same question, whichever record asked it. `refresh`: each change is asked,
   * and the new answer takes the old one's place. `off`: as that, and no other record uses it.
   */
  mode: z.enum(["use", "refresh", "off"]).default("use"),
  /** What is older is not used. */
  maxAge: duration.optional(),
});

/** So many of the live changes are to have ended within so long of being planned. */
export const definedFreshness = z.strictObject({
  share: z.number().min(0.5).max(0.999).default(0.95),
  within: duration,
});

const share = z.number().min(0).max(1);

/**
 * What a model must reach over the labelled cases. The first two must be reached by the lower end of the
 * 95 % interval, so that a few lucky cases prove nothing.
 */
export const evaluationThresholds = z.strictObject({
  /** Right answers, of all cases; an abstention is none. */
  agreement: share.optional(),
  /** Right answers, of those that would be written. */
  precision: share.optional(),
  /** At most so many answers may be left open. */
  abstained: share.optional(),
});

/** `enrichment.yaml`: what is read, what is answered, who may answer, what may be overwritten. */
export const enrichmentFile = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,48}$/, "Use lower-case letters, digits and hyphens: company-profile"),
  /** For people: what it is good for. */
  description: z.string().min(1),
  object: objectName,
  inputs: z.array(inputField).min(1),
  outputs: z.array(definedOutput).min(1),
  /**
   * Models in order of preference, `provider/model`; the configuration may replace them with another
   * route.
   */
  route: z
    .array(z.string().regex(/^[a-z0-9-]+\/\S+$/, "Write provider/model, such as baseline/tf-idf"))
    .min(1),
  /** Which of them is asked first, by default the first one. */
  routing: routing.optional(),
  maxOutputTokens: z.int().positive().max(16_000),
  /** How soon live changes are to be written. Nothing depends on it but what people are shown. */
  freshness: definedFreshness.optional(),
  /** Written values that are older are wanted again, by a backfill called `refresh-<name>`. */
  refreshAfter: duration.optional(),
  privacy: privacyRules.optional(),
  cache: cacheRules.optional(),
  /**
   * Of a company: the inputs that say which one it is. Its records in the connections of a sharing group
   * that have them in common have one answer, if its evidence stands in the other's inputs too.
   */
  identity: z.array(z.string()).min(1).optional(),
  /** By output: what `fieldwork evaluate` demands of a model. */
  evaluation: z.record(z.string(), evaluationThresholds).optional(),
});
export type EnrichmentFile = z.infer<typeof enrichmentFile>;

export const labelledCase = z.strictObject({
  /** Canonical input field to text. */
  inputs: z.record(z.string(), z.string()),
  /** Output name to the right answer. */
  expected: z.record(z.string(), z.string()),
});
export type LabelledCase = z.infer<typeof labelledCase>;

/**
 * `vocabulary.yaml`: for each output and option, what is commonly said about it, one line of
 * comma-separated phrases for each kind of thing that belongs to it.
 */
export const vocabularyFile = z.record(
  z.string(),
  z.record(z.string(), z.array(z.string().min(1)).min(1)),
);
export type Vocabulary = z.infer<typeof vocabularyFile>;

/** Everything in the files of an enrichment: what is released. */
export const definitionContent = z.strictObject({
  ...enrichmentFile.shape,
  /** What it asks for, from `prompt.md`; `renderInstructions` adds the rules and the outputs. */
  prompt: z.string(),
  /** Labelled examples that a model may learn from. */
  examples: z.array(labelledCase),
  /** What the offline baseline also learns from; it is never sent to a vendor. */
  vocabulary: vocabularyFile.optional(),
  /** Labelled cases held back, for evaluations. */
  cases: z.array(labelledCase),
});
export type DefinitionContent = z.infer<typeof definitionContent>;

/** One enrichment, loaded and checked. */
export interface Enrichment extends Readonly<DefinitionContent> {
  /**
   * 12 hex digits over everything in its files: identifies what was released, and is stored with work
   * and answers.
   */
  hash: string;
  /** 12 hex digits over instructions, inputs, outputs, examples and vocabulary: stored with every value. */
  promptVersion: string;
}
