import { z } from "zod";
import { modelTerms } from "../model-terms.ts";
import { recordRef } from "../record.ts";
import type { lineRoutes } from "./line-routes.ts";
import { operations } from "./operations-shape.ts";
import { filter, paged, pageOf, type Shape, time } from "./shape.ts";

const ref = z.object(recordRef.shape);
const reason = z.object({ code: z.string(), detail: z.unknown() }).nullable();
const { unit, per } = modelTerms.shape.limits.element.shape;
const limitUse = z.object({ unit, per, share: z.number() });
const closing = z.object({
  /** Half-open: its rest is over, and one check decides whether it opens. */
  state: z.enum(["closed", "half-open"]),
  until: time,
  text: z.string(),
});
const series = z.object({ name: z.string(), values: z.array(z.number().nullable()) });
const constraint = z.discriminatedUnion("name", [
  z.object({ name: z.enum(["hold", "budget", "models", "writer", "review"]) }),
  z.object({ name: z.literal("lane"), lane: z.string(), until: time, reason: z.string() }),
  z.object({
    name: z.literal("crm-quota"),
    connection: z.string(),
    until: time,
    reason: z.string(),
  }),
  z.object({ name: z.literal("log-lag"), delayMs: z.number() }),
]);
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
      /** Of a state as many rows are counted as a count goes to: these are only the least there is. */
      capped: z.array(z.string()),
    }),
  },
  "rests.list": {
    reply: z.object({
      rests: z.array(
        z.object({
          /**
           * A lane, `provider/model` for one of its models, `provider#place` for one of several keys or servers, or a
           * connection.
           */
          ...{ of: z.enum(["lane", "account", "connection"]), name: z.string() },
          /** Half-open: its rest is over, and one check decides whether it opens. */
          state: z.enum(["closed", "half-open"]),
          ...{ since: time.nullable(), until: time },
          /** How many pauses it has had, one after the other. */
          pauses: z.int().nullable(),
          code: z.string(),
          /** It stays closed until a check has passed, whatever the time. */
          needsCheck: z.boolean(),
          /** For people: why, and the whole as a sentence. */
          ...{ why: z.string(), text: z.string() },
        }),
      ),
    }),
  },
  "savings.list": {
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
    reply: z.object({
      savings: z.array(
        z.object({
          enrichment: z.string(),
          /** Questions whose answer was known. */
          answers: z.int(),
          /** What these answers had cost, as text: a number would lose digits. */
          savedNanoUsd: z.string(),
          /** Of these, those whose answer the record of the same company in another CRM had. */
          shared: z.int(),
          /** Such answers that were not used, because their evidence did not stand in the other record. */
          notHeld: z.int(),
        }),
      ),
    }),
  },
  "operations.show": { reply: operations },
  "weather.show": {
    reply: z.object({
      models: z.array(
        z.object({
          /** `provider/model`, as routes name it. */
          model: z.string(),
          /** Null while it is open. */
          closed: closing.nullable(),
          /** The keys or servers of its provider that rest while others answer, such as `openai#2`. */
          accounts: z.array(closing.extend({ name: z.string() })),
          /** In the last hour. */
          ...{ calls: z.int(), failed: z.int(), failedBy: z.string().nullable() },
          /** Of what was answered in the last hour. */
          ...{ p50Ms: z.number().nullable(), p95Ms: z.number().nullable() },
          /** Begun in the last minute. */
          minuteRequests: z.int(),
          /** Of each limit, the share that the last minute or its day has used. */
          used: z.array(limitUse),
          /** Since midnight in UTC. */
          todayNanoUsd: z.string(),
          /** There were more calls than are looked at: the figures are the least there was. */
          isCut: z.boolean(),
        }),
      ),
    }),
  },
  "trends.show": {
    reply: z.object({
      /** When it was looked at, by the API's process that replies; the newest last. */
      times: z.array(time),
      /** One value for each time. */
      ...{ waiting: z.array(series), active: z.array(series), behind: z.array(series) },
      /** All calls together, a minute. */
      spentNanoUsd: z.array(z.number().nullable()),
      budgets: z.array(
        z.object({
          /** As it was at the newest time. Nano-USD, as text: a number would lose digits. */
          ...{ scope: z.string(), limitNanoUsd: z.string(), chargedNanoUsd: z.string() },
          /** Null until it has been looked at for a minute. */
          ...{ perHourNanoUsd: z.number().nullable(), atEndNanoUsd: z.number().nullable() },
          /** Of its day or month; of today where it has no end. */
          endsAt: time,
          /** When it is used up at this pace; null if not before its end. */
          emptyAt: time.nullable(),
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
          constraint: constraint.nullable(),
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
