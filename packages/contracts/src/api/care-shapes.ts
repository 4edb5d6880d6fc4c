import { z } from "zod";
import { reason, reasonCode } from "../reason.ts";
import { recordRef } from "../record.ts";
import { answeredOutputs } from "../work.ts";
import type { careRoutes } from "./care-routes.ts";
import { paged, pageOf, type Shape, time } from "./shape.ts";

const id = z.object({ id: z.string().min(1).max(100) });
const connection = z.string().max(100).optional();
const text = (most: number) => z.string().max(most);
const value = text(100_000).nullable();
/** Only what is of this connection: whoever has rights on it alone names it. */
const within = z.strictObject({ connection });

const cause = z.discriminatedUnion("kind", [
  z.object({
    ...{ kind: z.literal("work"), code: reasonCode, shape: z.string() },
    ...{ enrichment: z.string(), connection: z.string(), object: z.string() },
  }),
  z.object({
    ...{ kind: z.literal("event"), code: reasonCode, shape: z.string() },
    ...{ topic: z.string(), group: z.string().nullable() },
  }),
]);
const group = z.object({
  id: z.string(),
  cause,
  count: z.int(),
  /** Of these, how many have already failed in a replay. */
  failedAnew: z.int(),
  ...{ firstAt: time, lastAt: time },
  samples: z.array(z.string()),
  remedy: z.string(),
});

const replayState = z.enum(["trying", "tried", "going", "paused", "done", "cancelled"]);
const replay = z.object({
  id: z.string(),
  cause,
  state: replayState,
  counts: z.object({
    ...{ waiting: z.int(), sent: z.int(), succeeded: z.int(), failed: z.int() },
    ...{ overtaken: z.int(), cancelled: z.int() },
  }),
  ...{ tryFirst: z.int(), perMinute: z.int(), goesOn: z.boolean(), passesPauses: z.boolean() },
  ...{ orderedBy: z.string(), orderedAt: time, endedAt: time.nullable() },
  /** Of what has ended, from 0 to 1. */
  successShare: z.number().nullable(),
});

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

const retried = z.strictObject({
  state: z.enum(["dead", "review"]),
  /** As `connection/object/id`, or its id alone. */
  record: text(400).optional(),
  ...{ connection, object: text(40).optional(), enrichment: text(100).optional() },
  /** The code of a reason, or some of its words. */
  reason: text(200).optional(),
});

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
const interval = z.object({ share: z.number(), low: z.number(), high: z.number() });

export const careShapes = {
  "dead-letters.list": {
    query: z.strictObject({
      ...{ kind: z.enum(["work", "event"]).optional(), code: reasonCode.optional() },
      ...{ enrichment: text(100).optional(), connection, topic: text(100).optional() },
    }),
    reply: z.object({ groups: z.array(group), isCapped: z.boolean() }),
  },
  "dead-letters.show": { params: id, query: within, reply: group },
  "dead-letters.replay": {
    params: id,
    body: z.strictObject({
      connection,
      /** How many go first, alone. */
      tryFirst: z.int().min(1).max(1000).default(5),
      perMinute: z.int().min(1).max(100_000).default(60),
      /** Once the first have all succeeded, the others follow without another order. */
      goesOn: z.boolean().default(false),
      /** The first few pass a pause of their enrichment, their connection, a model or lane, or everything. */
      passesPauses: z.boolean().default(false),
    }),
    reply: z.object({ id: z.string(), members: z.int() }),
  },
  "dead-letters.discard": {
    params: id,
    body: z.strictObject({
      connection,
      why: text(2000).trim().min(1),
      /** Of these alone. */
      ids: z.array(text(20).regex(/^\d+$/)).max(10_000).optional(),
    }),
    reply: z.object({ discarded: z.int() }),
  },
  "dead-events.show": {
    params: id,
    reply: z.object({
      ...{ id: z.string(), topic: z.string(), group: z.string().nullable(), key: z.string() },
      ...{ value: z.unknown(), failedAt: time },
      reason,
    }),
  },
  "dead-events.edit": {
    params: id,
    /** `seen` is the payload as it was shown: over anything else nothing is changed. */
    body: z.strictObject({ seen: z.unknown(), value: z.unknown() }),
    reply: z.object({ key: z.string() }),
  },
  "replays.list": { query: within, reply: z.object({ replays: z.array(replay) }) },
  "replays.show": {
    params: id,
    query: within,
    reply: replay.extend({
      failedAnew: z.array(
        z.object({
          ...{ code: reasonCode, shape: z.string(), isSame: z.boolean() },
          ...{ count: z.int(), samples: z.array(z.string()) },
        }),
      ),
    }),
  },
  "replays.change": {
    params: id,
    body: z.strictObject({ connection, change: z.enum(["resume", "pause", "cancel"]) }),
    reply: z.object({ state: replayState }),
  },
  "work.preview-retry": { body: retried, reply: z.object({ count: z.int() }) },
  "work.retry": { body: retried, reply: z.object({ count: z.int() }) },
  "reviews.list": {
    query: z.strictObject({
      ...{ ...paged, connection, object: text(40).optional() },
      ...{ field: text(100).optional(), reason: text(100).optional() },
    }),
    reply: pageOf(
      z.object({
        ...{ ...waiting, ...answered, title: z.string().nullable(), deleted: z.boolean() },
        ...{ liveValue: value, promptVersion: z.string().nullable(), openedAt: time },
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
      samples: z.array(z.object({ ...reviewKey, ref: recordRef, value: value, seenValue: value })),
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
  "cases.export": {
    body: z.strictObject({ enrichment: text(100), connection }),
    reply: z.object({ text: z.string(), cases: z.int() }),
  },
  "acceptance.show": {
    query: z.strictObject({
      ...{ connection, enrichment: text(100).optional() },
      days: z.coerce.number().int().min(1).max(730).default(30),
    }),
    reply: z.object({
      rows: z.array(
        z.object({
          ...{ enrichment: z.string(), field: z.string(), provider: z.string().nullable() },
          ...{ model: z.string().nullable(), definitionHash: z.string().nullable() },
          ...{ decided: z.int(), approved: z.int(), corrected: z.int(), rejected: z.int() },
          ...{ kept: z.int(), overridden: z.int() },
          /** Of the decided; with the interval in which it lies with 95 %. */
          acceptance: interval.nullable(),
        }),
      ),
    }),
  },
} as const satisfies Record<keyof typeof careRoutes, Shape>;
