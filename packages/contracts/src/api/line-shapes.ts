import { z } from "zod";
import { recordRef } from "../record.ts";
import type { lineRoutes } from "./line-routes.ts";
import { filter, paged, pageOf, type Shape, time } from "./shape.ts";

const ref = z.object(recordRef.shape);
const reason = z.object({ code: z.string(), detail: z.unknown() }).nullable();
const counts = z.record(z.string(), z.int());

export const lineShapes = {
  /** The data of each event is `{"areas": ["line", "orders", "holds", "replays", "backfills", "asks", "notices"]}`, or some of these. */
  "changes.follow": { reply: z.undefined().describe("A stream of events") },
  "line.show": {
    reply: z.object({
      states: counts,
      pending: z.int(),
      waitingForBudget: z.int(),
      readyOf: counts,
      waitingForField: z.int(),
      waitingForCrm: z.int(),
      finished: z.int(),
      total: z.int(),
    }),
  },
  "rests.list": {
    reply: z.object({
      rests: z.array(
        z.object({
          /** A lane, `provider/model` for one of its models, or a connection. */
          ...{ of: z.enum(["lane", "connection"]), name: z.string(), until: time },
          code: z.string(),
          /** It stays closed until a check has passed, whatever the time. */
          needsCheck: z.boolean(),
          /** For people: why, and the whole as a sentence. */
          ...{ why: z.string(), text: z.string() },
        }),
      ),
    }),
  },
  "operations.show": {
    reply: z.object({
      lanes: z.array(
        z.object({
          ...{ name: z.string(), waiting: z.int(), active: z.int(), oldestAt: time.nullable() },
          /** Null while it is open. */
          closedUntil: z.string().nullable(),
          /** For people. */
          why: z.string().nullable(),
        }),
      ),
      connections: z.array(
        z.object({
          ...{ connection: z.string(), object: z.string(), readUntil: time },
          rest: z.object({ reason: z.string(), until: time }).nullable(),
        }),
      ),
    }),
  },
  "freshness.list": {
    reply: z.object({
      enrichments: z.array(
        z.object({
          enrichment: z.string(),
          objective: z.object({ share: z.number(), within: z.string() }),
          /** How fast what may be late is used up: 1 is just as fast as promised. */
          burn: z.object({ short: z.number().nullable(), long: z.number().nullable() }),
          ...{ isMissed: z.boolean(), overdue: z.int() },
          /** What holds up most of what is overdue. */
          constraint: z.looseObject({ name: z.string() }).nullable(),
          constraintText: z.string().nullable(),
          /** For people. */
          text: z.string(),
        }),
      ),
    }),
  },
  "records.find": {
    query: z.strictObject({ name: z.string().min(1).max(400) }),
    reply: z.object({ ref }),
  },
  "records.show": {
    params: ref,
    reply: z.object({
      ref,
      /** For people. */
      explanation: z.string(),
      /**
       * The same as data: record, work, answers, calls, decisions, intents, ledger, orders, reviews. Empty
       * for a record of which all that is known are dead letters.
       */
      trail: z.record(z.string(), z.unknown()),
      /** Events about it that failed for good. */
      deadLetters: z.array(z.looseObject({ failedAt: time })),
    }),
  },
  "records.timeline": {
    params: ref,
    query: z.strictObject(paged),
    reply: z.object({
      rows: z.array(z.looseObject({ at: time })),
      next: z.string().nullable(),
    }),
  },
  "work.finished": {
    query: z.strictObject({ ...paged, state: filter, enrichment: filter }),
    reply: pageOf(
      z.object({
        workId: z.string(),
        ref,
        title: z.string().nullable(),
        enrichment: z.string(),
        state: z.string(),
        reason,
        class: z.string(),
        lane: z.string().nullable(),
        generation: z.int(),
        failures: z.int(),
        wantedAt: time,
        dueAt: time.nullable(),
        finishedAt: time.nullable(),
      }),
    ),
  },
  "decisions.list": {
    query: z.strictObject({ ...paged, field: filter, decision: filter }),
    reply: pageOf(
      z.object({
        workId: z.string().nullable(),
        orderId: z.string().nullable(),
        ref,
        title: z.string().nullable(),
        enrichment: z.string(),
        generation: z.int(),
        field: z.string(),
        decision: z.string(),
        reason,
        liveValue: z.string().nullable(),
        answerValue: z.string().nullable(),
        decidedAt: time,
      }),
    ),
  },
  "calls.list": {
    query: z.strictObject({ ...paged, provider: filter, model: filter }),
    reply: pageOf(
      z.object({
        callId: z.string(),
        attempt: z.int(),
        purpose: z.string(),
        kind: z.string(),
        provider: z.string(),
        model: z.string(),
        outcome: z.string().nullable(),
        /** Nano-USD, as text: a number would lose digits. */
        reservedNanoUsd: z.string(),
        costNanoUsd: z.string().nullable(),
        usage: z.unknown(),
        isReleased: z.boolean(),
        /** The names of the fields that left; null of calls before that was noted. */
        sentFields: z.array(z.string()).nullable(),
        sentRegion: z.string().nullable(),
        /** What was masked, and by which definition. */
        sentPolicy: z.string().nullable(),
        startedAt: time,
        settledAt: time.nullable(),
        workId: z.string().nullable(),
        ref: ref.nullable(),
        title: z.string().nullable(),
        enrichment: z.string().nullable(),
      }),
    ),
  },
  "ledger.list": {
    query: z.strictObject({
      ...paged,
      ...{ connection: filter, object: filter, field: filter, owner: filter },
    }),
    reply: pageOf(
      z.object({
        ref,
        title: z.string().nullable(),
        field: z.string(),
        owner: z.string(),
        value: z.string().nullable(),
        beforeValue: z.string().nullable(),
        beforeOwner: z.string().nullable(),
        workId: z.string().nullable(),
        generation: z.int().nullable(),
        recordedAt: time,
      }),
    ),
  },
} as const satisfies Record<keyof typeof lineRoutes, Shape>;
