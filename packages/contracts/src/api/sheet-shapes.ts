import { z } from "zod";
import { objectAutomations } from "../automations.ts";
import { modelTerms } from "../model-terms.ts";
import { time } from "./shape.ts";

const name = z.string().min(1).max(200);
const id = z.object({ id: z.string().min(1).max(100) });
const within = z.strictObject({ connection: name.optional() });
const count = z.int().min(0);
/** The middle of what is known, and what it is not above in 95 of 100 cases. */
const interval = z.object({ likely: count, high: count });
/** How many it will be at most, and how many are likely; null where nothing is known about it. */
const share = z.object({ likely: count.nullable(), atMost: count });

/** What a backfill would do and cost. Money in nano-USD. */
export const sheetFigures = z.object({
  records: z.object({
    matched: count,
    /** Deleted or forgotten since they were chosen. */
    gone: count,
    /** A required input is blank, so that nothing is asked. */
    unaskable: count,
    /** Their inputs were answered already: they cost nothing. At least so many. */
    known: count,
    asked: count,
  }),
  /** How old what is known of the records is. */
  readings: z.object({ oldestAt: time.nullable(), medianAt: time.nullable() }),
  values: z.array(
    z.object({
      field: z.string(),
      policy: z.string(),
      ...{ created: share, changed: share, unchanged: share },
      /** Of what would be written, what goes to a person first: the CRM would refuse it, or the model is not sure. */
      inReview: share.default({ likely: null, atMost: 0 }),
      /** A person's value, or a blank that a person made. */
      keptAsPersons: count,
      /** Pinned, or kept by the policy. */
      keptOtherwise: count,
      hidden: count,
    }),
  ),
  inputTokens: interval,
  outputTokens: interval,
  /** What the tokens are estimated from, and how many answers that were. */
  basis: z.object({ from: z.enum(["sample", "answers", "nothing"]), n: count, text: z.string() }),
  model: modelTerms.pick({ model: true, price: true }),
  pricesConfirmedAt: time,
  nanoUsd: interval,
  budgets: z.array(
    z.object({
      ...{ of: z.string(), name: z.string(), per: z.string() },
      ...{ limitNanoUsd: z.number(), leftNanoUsd: z.number() },
    }),
  ),
  crmCalls: z.object({
    /** With full batches or jobs, and with a batch for each record; the read before each is among them. */
    ...{ atLeast: count.nullable(), atMost: count },
    /** By jobs of the CRM's own, where the connection chose them and the pace fills them, and how many of these. */
    ...{ likely: count.nullable().default(null), jobs: count.default(0) },
    /** Of the CRM's day, as it last said; null where that is not known. */
    ...{ left: count.nullable(), seenAt: time.nullable() },
    /** What is left of it above the floor that is kept for other integrations, and how much a whole day has above it. */
    ...{ aboveFloor: count.nullable().default(null), aDay: count.nullable().default(null) },
    floorPercent: z.number().nullable().default(null),
  }),
  hours: z.object({
    /** Null: nothing is known that limits it. */
    likely: z.number().nullable(),
    rests: z.number(),
    binding: z.string().nullable(),
    limits: z.array(z.object({ name: z.string(), hours: z.number() })),
  }),
  /** What it may come to, if it is approved as it is. */
  band: z.object({
    mostNanoUsd: count,
    /** Of those that are asked; null if none is, or it costs nothing. */
    mostNanoUsdPerRecord: count.nullable(),
    mostRejectedShare: z.number(),
  }),
  /** How often each value of a closed list stands now, which answers are compared with. */
  standing: z.array(
    z.object({
      output: z.string(),
      from: z.enum(["backfill", "connection"]),
      values: z.record(z.string(), count),
    }),
  ),
});
export type SheetFigures = z.infer<typeof sheetFigures>;

/** The CRM's own automations that follow what it writes, as the CRM told last: no part of what a start approves. */
const automations = objectAutomations.extend({
  readAt: time.nullable(),
  /** Whether the CRM is being asked, and a later look says more. */
  isAwaited: z.boolean(),
});
export type SheetAutomations = z.infer<typeof automations>;

const sheet = z.object({
  hash: z.string(),
  figures: sheetFigures,
  automations,
  ...{ madeBy: z.string(), madeAt: time, validUntil: time },
  /** What has changed since, so that it cannot be started with: empty while it holds. */
  outdated: z.array(z.enum(["expired", "filter", "definition", "prices"])),
});

export const sheetShapes = {
  "backfills.sheet": { params: id, query: within, reply: sheet },
  "backfills.makeSheet": {
    params: id,
    body: z.strictObject({
      connection: name.optional(),
      /** How long it holds at most; as the API is set if it is left out. */
      validHours: z.int().min(1).max(168).optional(),
    }),
    reply: sheet,
  },
};
