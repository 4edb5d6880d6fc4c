import { z } from "zod";
import { recordRef } from "../record.ts";
import type { lineRoutes } from "./line-routes.ts";
import { filter, paged, pageOf, type Shape, time } from "./shape.ts";

const ref = z.object(recordRef.shape);
const reason = z.object({ code: z.string(), detail: z.unknown() }).nullable();

/** What became of records: one record's trail, and the lists of which trails are made. */
export const trailShapes = {
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
} as const satisfies Partial<Record<keyof typeof lineRoutes, Shape>>;
