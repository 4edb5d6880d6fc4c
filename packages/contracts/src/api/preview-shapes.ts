import { z } from "zod";
import { askedPrompt, askedUsage, evidencePlace, usedUpBudget } from "../ordered-ask.ts";
import { reasonCode } from "../reason.ts";
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

export const previewShapes = {
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
