import { z } from "zod";
import { backfillGates, backfillStop, gateVerdict } from "../backfill-gates.ts";
import { maxFilterChars } from "../filters/filter-text.ts";
import { everyRecord, recordFilter } from "../filters/record-filter.ts";
import { objectName } from "../record.ts";
import { time } from "./shape.ts";

const name = z.string().min(1).max(200);
const id = z.object({ id: z.string().min(1).max(100) });
const within = z.strictObject({ connection: name.optional() });
const state = z.enum(["created", "running", "resting", "paused", "cancelled", "finished"]);
const nanoUsd = z.int().min(1);
/** As JSON, or as text such as `country = "NO" and ai_summary is blank`. */
const filter = z.union([recordFilter, z.string().max(maxFilterChars)]);
const receipt = z.object({
  ...{ records: z.int(), written: z.int(), unchanged: z.int(), kept: z.int() },
  ...{ inReview: z.int(), unanswered: z.int(), refused: z.int(), failed: z.int() },
  ...{
    skipped: z.int(),
    stopped: z.int(),
    held: z.int(),
    inFlightAtStop: z.int(),
    underWay: z.int(),
    waiting: z.int(),
    neverStarted: z.int(),
  },
  spentNanoUsd: z.number(),
  /** Charged besides that: held for calls whose outcome nobody knows. */
  heldNanoUsd: z.number(),
});
const backfill = z.object({
  ...{ id: z.string(), enrichment: z.string(), definitionHash: z.string() },
  ...{ connection: z.string(), object: objectName, filter: recordFilter, state },
  /** The step of the ramp that it is at, from 0, and the last one that a person let pass. */
  ...{ step: z.int(), passedStep: z.int(), restMinutes: z.int() },
  maxNanoUsd: z.number().nullable(),
  /** Why it paused itself, with its numbers; of a spend, in nano-USD. */
  stoppedBy: backfillStop.nullable(),
  /** By what its steps are judged, and how the last one that has ended did. */
  ...{ gates: backfillGates, judged: z.array(gateVerdict).nullable() },
  /** What was approved with its start, and by whom; past the band it pauses itself. */
  ...{ sheetHash: z.string().nullable(), approvedBy: z.string().nullable() },
  band: z
    .object({
      ...{ mostNanoUsd: z.number(), mostNanoUsdPerRecord: z.number().nullable() },
      mostRejectedShare: z.number(),
    })
    .nullable(),
  ...{ orderedBy: z.string(), createdAt: time, startedAt: time.nullable() },
  ...{ restUntil: time.nullable(), endedAt: time.nullable() },
  /** All but the money and those in flight at a stop, which are counted twice, add up to `records`. */
  receipt,
});

export const backfillShapes = {
  "backfills.list": { query: within, reply: z.object({ backfills: z.array(backfill) }) },
  "backfills.show": { params: id, query: within, reply: backfill },
  "backfills.progress": {
    params: id,
    query: within,
    reply: z.object({
      ...{ id: z.string(), state, step: z.int(), restUntil: time.nullable() },
      ...{ ended: z.int(), records: z.int(), perMinute: z.number() },
      /** Null: nobody knows, as nothing ends, or it waits for a person. */
      secondsLeft: z.int().nullable(),
      /** A person, the end of a rest, or what holds up most of what is under way. */
      waitsFor: z.looseObject({ name: z.string() }).nullable(),
      spentNanoUsd: z.number(),
      /** What it will have spent if the others cost as much; what the sheet said; what was approved. */
      expectedNanoUsd: z.number().nullable(),
      ...{ likelyNanoUsd: z.number().nullable(), mostNanoUsd: z.number().nullable() },
      /** The ramp: how many records each step takes, and how many of these have ended. */
      steps: z.array(z.object({ step: z.int(), records: z.int(), ended: z.int() })),
      /** How many ended in each minute of the last half hour in which any did. */
      minutes: z.array(z.object({ at: time, ended: z.int() })),
      receipt,
    }),
  },
  "backfills.create": {
    body: z.strictObject({
      ...{ enrichment: name, connection: name, filter: filter.default(everyRecord) },
      /** How many records each step takes; the rest follows in one more. */
      ramp: z.array(z.int().min(1).max(1_000_000)).max(20).default([25, 250, 2500]),
      restMinutes: z.int().min(0).max(10_080).default(60),
      /** Once the records that have ended have cost so much, it pauses itself; what is under way is held. */
      maxNanoUsd: nanoUsd.nullable().default(null),
      /** The shares of a step past which it went badly, and how many times as dear it may be; null: not judged by it. */
      gates: backfillGates.prefault({}),
    }),
    reply: z.object({ id: z.string(), records: z.int() }),
  },
  "backfills.change": {
    params: id,
    body: z.strictObject({
      connection: name.optional(),
      order: z.enum(["start", "pause", "resume", "cancel"]),
      /** What it may spend in all from now on; as before, or as the sheet says, if it is left out. */
      maxNanoUsd: nanoUsd.optional(),
      /** Of a start: the hash of the sheet that it approves. */
      sheet: z.string().min(1).max(100).optional(),
    }),
    reply: z.object({ state }),
  },
};
