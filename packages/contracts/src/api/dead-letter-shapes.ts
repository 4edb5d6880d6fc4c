import { z } from "zod";
import { reason, reasonCode } from "../reason.ts";
import { recordRef } from "../record.ts";
import { time } from "./shape.ts";

const id = z.object({ id: z.string().min(1).max(100) });
const connection = z.string().max(100).optional();
const text = (most: number) => z.string().max(most);
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
const sample = z.object({
  id: z.string(),
  /** Null: of an event that names no record. */
  ref: recordRef.nullable(),
  /** What people call the record; null where it was never read. */
  title: z.string().nullable(),
  /** What exactly went wrong. */
  text: z.string(),
  failedAt: time,
  /** It has already failed in a replay. */
  failedAnew: z.boolean(),
});
const group = z.object({
  id: z.string(),
  cause,
  count: z.int(),
  /** Of these, how many have already failed in a replay. */
  failedAnew: z.int(),
  ...{ firstAt: time, lastAt: time },
  /** Some of them, the last first. */
  samples: z.array(sample),
  remedy: z.string(),
});

const replayState = z.enum(["trying", "tried", "going", "paused", "done", "cancelled"]);
const replay = z.object({
  id: z.string(),
  /** The group of dead letters that it is about. */
  group: z.string(),
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

const retried = z.strictObject({
  state: z.enum(["dead", "review"]),
  /** As `connection/object/id`, or its id alone. */
  record: text(400).optional(),
  ...{ connection, object: text(40).optional(), enrichment: text(100).optional() },
  /** The code of a reason, or some of its words. */
  reason: text(200).optional(),
});

/** Dead letters, and how they are put back. */
export const deadLetterShapes = {
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
};
