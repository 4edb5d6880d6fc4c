import { z } from "zod";
import { modelTerms } from "../model-terms.ts";
import type { lineRoutes } from "./line-routes.ts";
import { operations } from "./operations-shape.ts";
import { type Shape, time } from "./shape.ts";
import { trailShapes } from "./trail-shapes.ts";

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
  ...trailShapes,
} as const satisfies Record<keyof typeof lineRoutes, Shape>;
