import { z } from "zod";
import { reason } from "./reason.ts";
import { crmRecord, objectName, recordKey, recordRef } from "./record.ts";

/** A stream of facts: its name, what one event is, and the key that keeps events in order. */
export interface Topic<Event> {
  readonly name: string;
  readonly schema: z.ZodType<Event>;
  readonly keyOf: (event: Event) => string;
}

/**
 * A CRM record was created, edited or deleted, as a read found it. Topic `crm.record-changed`,
 * keyed by record ref. The same change may be published more than once.
 */
export const recordChanged = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("changed"),
    ...crmRecord.shape,
    /** When the read that saw it began: of two reads with the same vendor timestamp, the later one counts. */
    readAt: z.iso.datetime(),
    /** It was there before its connection was first read, and by itself wants nothing: a backfill enriches it. */
    isHistory: z.boolean().optional(),
    /** As a search shows it, whose index may be behind the record itself. */
    isFromSearch: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal("deleted"),
    ref: recordRef,
    version: crmRecord.shape.version,
    readAt: z.iso.datetime(),
    /** The record that it has become, where it was merged into another or, as a lead, converted. */
    became: z.object({ how: z.enum(["merged", "converted"]), ref: recordRef }).optional(),
  }),
]);
export type RecordChanged = z.infer<typeof recordChanged>;

/**
 * Answers for records of one object are in `work`, ready to be written. A hint: the writer also polls.
 * Topic `enrichment.completed`, keyed by connection and object.
 */
export const enrichmentCompleted = z.object({
  connection: recordRef.shape.connection,
  object: objectName,
  answers: z.array(
    z.object({
      workId: z.string(),
      generation: z.int(),
      recordId: recordRef.shape.id,
      enrichment: z.string(),
      fingerprint: z.string(),
      traceparent: z.string().nullable(),
    }),
  ),
  completedAt: z.iso.datetime(),
});
export type EnrichmentCompleted = z.infer<typeof enrichmentCompleted>;

/** What the writer decided about one field. A closed set; each appears in the trail with its reason. */
const writeDecisionKind = z.enum([
  "write",
  "unchanged",
  "human-value",
  "cleared-by-person",
  /** The field's policy does not let us write. */
  "policy",
  /** A person keeps the field. */
  "pinned",
  /** The value is no longer the one that whoever ordered it saw. */
  "changed-since",
  "stale",
  "low-confidence",
  /** Text that a spreadsheet would run. */
  "formula-like",
  "cannot-be-written",
  "withdrawn",
  "abstained",
  /** The model gave a value, and our checks did not take it. */
  "rejected",
  /** The CRM did not let us read the field: absent is not empty, and decides nothing. */
  "hidden",
]);
export type WriteDecisionKind = z.infer<typeof writeDecisionKind>;

/** How work on one (record, enrichment) ended. */
export const writeSettled = z.object({
  workId: z.string(),
  generation: z.int(),
  ref: recordRef,
  enrichment: z.string(),
  outcome: z.enum(["written", "previewed", "skipped", "review", "dead"]),
  fields: z.array(
    z.object({
      field: z.string(),
      decision: writeDecisionKind,
      reason,
    }),
  ),
  settledAt: z.iso.datetime(),
});
export type WriteSettled = z.infer<typeof writeSettled>;

/** The same topic for a consumer that only needs to know that something happened: events are not checked. */
export function asHint({ name }: Pick<Topic<unknown>, "name">): Topic<unknown> {
  return { name, schema: z.unknown(), keyOf: () => name };
}

/** The group of the planner: what it has not committed is not planned yet. */
export const plannerGroup = "planner";
export const writerGroup = "writer";

export const topics = {
  recordChanged: {
    name: "crm.record-changed",
    schema: recordChanged,
    keyOf: (event) => recordKey(event.ref),
  } satisfies Topic<RecordChanged>,
  enrichmentCompleted: {
    name: "enrichment.completed",
    schema: enrichmentCompleted,
    keyOf: ({ connection, object }) => `${connection}/${object}`,
  } satisfies Topic<EnrichmentCompleted>,
  writeSettled: {
    name: "crm.write-settled",
    schema: writeSettled,
    keyOf: (event) => recordKey(event.ref),
  } satisfies Topic<WriteSettled>,
} as const;

/** Who follows which topic. */
export const logReaders = [
  { topic: topics.recordChanged, group: plannerGroup },
  { topic: topics.recordChanged, group: writerGroup },
  { topic: topics.enrichmentCompleted, group: writerGroup },
] as const;
