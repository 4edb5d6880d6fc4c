import { z } from "zod";
import {
  askedProblem,
  askedPrompt,
  askedUsage,
  evidencePlace,
  usedUpBudget,
} from "../ordered-ask.ts";
import { reasonCode } from "../reason.ts";
import { recordRef } from "../record.ts";
import { problem } from "./problem.ts";

const name = z.string().min(1).max(200);
const value = z.string().nullable();

/** What an answer says of one field, and what a write of it would do. */
export const proposedField = z.object({
  ...{ output: z.string(), field: z.string(), label: z.string() },
  ...{ value, confidence: z.number(), evidence: value },
  /** Where in the prompt's fields the evidence stands. */
  place: evidencePlace.nullable(),
  /** Why our checks took the value away. */
  rejected: z.array(z.string()).optional(),
  /** What stands in the CRM, as last read; left out where it is hidden from us. */
  today: value.optional(),
  /** As the writer would decide now, but for what only the CRM knows. */
  decision: z.object({
    /** Such as `write`, `unchanged` or `human-value`. */
    kind: z.string(),
    code: reasonCode,
    text: z.string(),
    /** A person would have to decide. */
    needsReview: z.boolean(),
  }),
});
export type ProposedField = z.infer<typeof proposedField>;

function told<Name extends string, Data extends z.ZodType>(event: Name, data: Data) {
  return z.object({ event: z.literal(event), data });
}

const previewEvent = z.discriminatedUnion("event", [
  told("prompt", askedPrompt),
  /** The answer as far as it has come in, before any check. */
  told("partial", z.record(z.string(), z.unknown())),
  told("final", z.object({ fields: z.array(proposedField) })),
  /** In place of `final`: why there is no answer. */
  told("problem", problem.extend({ budget: usedUpBudget.optional() })),
  told("usage", askedUsage),
]);
export type PreviewEvent = z.infer<typeof previewEvent>;

const count = z.int();
const sampleMember = z.object({
  ref: recordRef,
  state: z.enum(["waiting", "asking", "answered", "failed", "cancelled"]),
  fields: z.array(proposedField),
  usage: askedUsage.nullable(),
  problem: askedProblem.nullable(),
});
export type SampleMember = z.infer<typeof sampleMember>;
/** With what people call its record; null where it was never read. */
const titledMember = sampleMember.extend({ title: z.string().nullable() });

const sampleFigures = z.object({
  /** What is answered, what failed and what is open add up to what was asked. */
  ...{ asked: count, answered: count, failed: count, open: count },
  spentNanoUsd: z.number(),
  /** One for each record that was answered, all attempts together. */
  calls: z.array(
    z.object({
      ...{ recordId: z.string(), inputTokens: count, cachedInputTokens: count },
      ...{ outputTokens: count, chargedNanoUsd: z.number() },
    }),
  ),
  /** Of the answered records, what would become of each field's value. */
  fields: z.array(
    z.object({
      ...{ field: z.string(), created: count, changed: count, unchanged: count },
      /** A person's value, a pin, the policy, or a field that is hidden. */
      kept: count,
      ...{ inReview: count, unanswered: count },
    }),
  ),
});
export type SampleFigures = z.infer<typeof sampleFigures>;

const id = z.object({ id: name });

export const previewShapes = {
  "samples.ask": {
    params: id,
    body: z.strictObject({
      connection: name.optional(),
      /** How many records; 50 in all at most. */
      size: z.int().min(1).max(50).default(10),
    }),
    reply: z.object({ asked: count }),
  },
  "samples.show": {
    params: id,
    query: z.strictObject({ connection: name.optional() }),
    reply: z.object({ figures: sampleFigures, members: z.array(titledMember) }),
  },
  "preview.ask": {
    body: z.strictObject({
      ...{ enrichment: name, connection: name },
      /** The id of a record that has been read. */
      record: name,
      /** One of the route, as `provider/model`; all of it, in its order, where it is left out. */
      model: name.optional(),
    }),
    event: previewEvent,
    reply: z.undefined(),
  },
};
