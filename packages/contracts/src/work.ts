import { z } from "zod";

/** The state of one (record, enrichment), a row of the table `work`. */
export const workState = z.enum([
  "ready",
  "dispatched",
  "asking",
  "answered",
  "review",
  "writing",
  "written",
  /** Decided, but not written because writing is not switched on. */
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

/** Live as long as the live line wants it, otherwise backfill. Each class has its share of a lane. */
export const workClass = z.enum(["live", "backfill"]);
export type WorkClass = z.infer<typeof workClass>;

/** The class of a call in admission: that of its work, or that a person is waiting for it. */
export type CallClass = WorkClass | "interactive";

/** What the writer may overwrite. `always` is the one exception to the rule that a person's value is kept. */
export const writePolicy = z.enum(["own-or-empty", "if-empty", "always", "never"]);
export type WritePolicy = z.infer<typeof writePolicy>;

/**
 * What becomes of a person's edit between our read of a record and our write: `guarded`, the write is not
 * done; `fast`, it is done, and the time between the two is measured.
 */
export const writeSafety = z.enum(["fast", "guarded"]);
export type WriteSafety = z.infer<typeof writeSafety>;

/** Evidence is a quote, not a copy. It is limited so that a model does not copy until its output limit. */
export const maxEvidenceChars = 300;

/** What a person or a run may order to be done about one field. */
export const writeOrderKind = z.enum([
  /** Write the answer; the value is ours. */
  "approve",
  /** Write another value; it is a person's. */
  "correct",
  /** Leave the field as it is, and do not write this answer to it again. */
  "reject",
  /** Leave the field as it is, as a person's, and do not write this answer to it again. */
  "keep",
  /** Restore the previous value and owner. */
  "undo",
  /** Keep the field as it is, as a person's. */
  "pin",
  /** Remove the pin: the value may be replaced. */
  "unpin",
]);
export type WriteOrderKind = z.infer<typeof writeOrderKind>;

/** One output as the model answered it, after our checks. */
const answeredOutput = z.object({
  /** Null: the model abstained, or the value was rejected. */
  value: z.string().nullable(),
  /** 0 to 1, as the model gave it. */
  confidence: z.number().min(0).max(1),
  /** The exact words of the input that carry the answer, at most `maxEvidenceChars`. */
  evidence: z.string().nullable(),
  /** Why our checks rejected the value; absent if the model abstained. */
  rejected: z.array(z.string()).optional(),
  /** What the model would have said if it had not abstained; only from models that report it. */
  bestGuess: z.string().optional(),
  /** What was fixed before the reply could be read, such as `trailing-comma`; never its content. */
  fixes: z.array(z.string()).optional(),
});
export type AnsweredOutput = z.infer<typeof answeredOutput>;

export const answeredOutputs = z.record(z.string(), answeredOutput);
export type AnsweredOutputs = z.infer<typeof answeredOutputs>;
