import { z } from "zod";

/** Where one (record, enrichment) stands. `work` in PostgreSQL is the durable spine. */
export const workState = z.enum([
  "ready",
  "dispatched",
  "asking",
  "answered",
  "review",
  "writing",
  "written",
  /** Decided, and not written because nobody has said that we may write. */
  "previewed",
  "skipped",
  "superseded",
  "dead",
]);
export type WorkState = z.infer<typeof workState>;

/** Who wants work: the live line, or a backfill by its id. */
export const wanter = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
export type Wanter = z.infer<typeof wanter>;
export const liveWanter: Wanter = "live";

/** Live as long as the live line wants it. Each class has its share of what is asked. */
export const workClass = z.enum(["live", "backfill"]);
export type WorkClass = z.infer<typeof workClass>;

/** What the writer may overwrite. `always` is the one exception to the rule that a person's value stays. */
export const writePolicy = z.enum(["own-or-empty", "if-empty", "always", "never"]);
export type WritePolicy = z.infer<typeof writePolicy>;

/** Evidence is a quote, no copy: longer ones are cut, so that a model does not write on to its cap. */
export const maxEvidenceChars = 300;

/** What a person or a run may order to be done about one field. */
export const writeOrderKind = z.enum([
  /** The answer is written, and the value is ours. */
  "approve",
  /** Another value is written, and it is a person's. */
  "correct",
  /** The value and the owner of before come back. */
  "undo",
  /** A person keeps the field as it stands. */
  "pin",
  /** The field is given back: what stands there may be replaced. */
  "unpin",
]);
export type WriteOrderKind = z.infer<typeof writeOrderKind>;

/** One output as the model answered it and our checks left it. */
const answeredOutput = z.object({
  /** Null: the model abstained, or the value was rejected. */
  value: z.string().nullable(),
  /** 0 to 1, as the model gave it. */
  confidence: z.number().min(0).max(1),
  /** The exact words of the input that carry the answer, at most `maxEvidenceChars`. */
  evidence: z.string().nullable(),
  /** Why our checks did not take the value; absent where the model abstained. */
  rejected: z.array(z.string()).optional(),
  /** What the model would have said had it not abstained; only where it tells. */
  bestGuess: z.string().optional(),
  /** What was mended before the reply could be read, such as `trailing-comma`; never what it says. */
  fixes: z.array(z.string()).optional(),
});
export type AnsweredOutput = z.infer<typeof answeredOutput>;

export const answeredOutputs = z.record(z.string(), answeredOutput);
export type AnsweredOutputs = z.infer<typeof answeredOutputs>;
