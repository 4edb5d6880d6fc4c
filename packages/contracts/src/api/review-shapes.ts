import { z } from "zod";
import { reason, reasonCode } from "../reason.ts";
import { recordRef } from "../record.ts";
import { answeredOutputs } from "../work.ts";
import { valueWriter } from "./record-shapes.ts";
import { paged, pageOf, time } from "./shape.ts";

const id = z.object({ id: z.string().min(1).max(100) });
const connection = z.string().max(100).optional();
const text = (most: number) => z.string().max(most);
const value = text(100_000).nullable();

const reviewKey = { workId: text(20).regex(/^\d+$/), field: text(100), generation: z.int() };
const reviewFilter = z.strictObject({
  ...{ connection, object: text(40).optional(), recordId: text(200).optional() },
  ...{ field: text(100).optional(), enrichment: text(100).optional() },
  reason: reasonCode.optional(),
});
/** What is true of an answer that waits, whoever asks. */
const waiting = {
  ...{ ...reviewKey, ref: recordRef, enrichment: z.string(), value },
  reason,
  answerId: z.string().nullable(),
  /** What stands in the CRM as far as we have seen: an order carries it. */
  seenValue: value,
  /** Its inputs have changed since: a newer answer is on its way. */
  isOutdated: z.boolean(),
  /** An order for the field is on its way to the CRM. */
  isOrdered: z.boolean(),
  /** Who has taken it, and until when. */
  ...{ leaseHolder: z.string().nullable(), leaseUntil: time.nullable() },
};
const openReview = z.object(waiting);
const answered = {
  outputs: answeredOutputs.nullable(),
  ...{ provider: z.string().nullable(), model: z.string().nullable() },
};

const plainDecision = z.enum(["approve", "reject", "keep", "pin"]);
const bulk = z.strictObject({
  filter: reviewFilter,
  decision: z.strictObject({ kind: plainDecision }),
});
const outcomes = z.object({
  outcomes: z.array(
    z.object({
      ...{ workId: z.string(), field: z.string(), generation: z.int() },
      /** Of the order that is on its way to the CRM; or why there is none. */
      orderId: z.string().optional(),
      refused: z.string().optional(),
    }),
  ),
});
const counts = z.record(z.string(), z.int());

/** Answers that wait for a person, and orders about fields. */
export const reviewShapes = {
  "reviews.list": {
    query: z.strictObject({
      ...{ ...paged, connection, object: text(40).optional() },
      ...{ field: text(100).optional(), reason: text(100).optional() },
    }),
    reply: pageOf(
      z.object({
        ...{ ...waiting, ...answered, title: z.string().nullable(), deleted: z.boolean() },
        ...{ liveValue: value, promptVersion: z.string().nullable(), openedAt: time },
        /** Of the value that was seen. */
        seenBy: valueWriter,
      }),
    ),
  },
  "reviews.show": {
    params: id,
    reply: z.object({
      ...waiting,
      /** Null for an answer that was not kept. */
      answer: z
        .object({
          ...answered,
          ...{ definitionHash: z.string().nullable(), answeredAt: time.nullable() },
        })
        .nullable(),
    }),
  },
  "reviews.take": {
    body: z.strictObject({
      filter: reviewFilter.default({}),
      limit: z.int().min(1).max(100).default(10),
    }),
    reply: z.object({ taken: z.array(openReview) }),
  },
  "reviews.give-back": { reply: z.object({ givenBack: z.int() }) },
  "reviews.decide": {
    body: z.strictObject({
      connection,
      orders: z
        .array(
          z.strictObject({
            ...reviewKey,
            /** What stood in the CRM as the person decided: over anything else nothing is written. */
            seenValue: value,
            decision: z.union([
              z.strictObject({ kind: plainDecision }),
              z.strictObject({ kind: z.literal("correct"), value }),
            ]),
          }),
        )
        .min(1)
        .max(1000),
    }),
    reply: outcomes,
  },
  "reviews.preview": {
    body: bulk,
    reply: z.object({
      ...{ count: z.int(), fields: counts, refused: counts },
      samples: z.array(
        z.object({
          ...{ ...reviewKey, ref: recordRef, value, seenValue: value },
          title: z.string().nullable(),
        }),
      ),
      /** Names exactly this set, with what was seen of each. */
      seen: z.string(),
    }),
  },
  "reviews.decide-all": { body: bulk.extend({ seen: text(100) }), reply: outcomes },
  "fields.order": {
    body: z.strictObject({
      ref: recordRef,
      field: text(100),
      order: z.union([
        z.strictObject({ kind: z.literal("pin") }),
        z.strictObject({ kind: z.literal("unpin"), seenValue: value }),
        z.strictObject({ kind: z.literal("correct"), value, seenValue: value }),
      ]),
    }),
    reply: z.object({ orderId: z.string() }),
  },
};
