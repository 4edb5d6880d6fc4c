import { z } from "zod";
import { maxFilterChars } from "../filters/filter-text.ts";
import { everyRecord, recordFilter } from "../filters/record-filter.ts";
import { objectName } from "../record.ts";
import { time } from "./shape.ts";

const name = z.string().min(1).max(200);
const id = z.object({ id: z.string().min(1).max(100) });
const within = z.strictObject({ connection: name.optional() });
const state = z.enum(["waiting", "settling", "done", "failed", "cancelled"]);
const filter = z.union([recordFilter, z.string().max(maxFilterChars)]);
const ofRecords = z.strictObject({ enrichment: name, connection: name, filter });

export const readShapes = {
  "filters.check": {
    body: ofRecords,
    reply: z.object({
      /** Null where it cannot be read at all. */
      filter: recordFilter.nullable(),
      /** As it is written. */
      text: z.string().nullable(),
      problems: z.array(
        z.object({
          /** The character of the given text, from 1, at which the condition begins; null for the whole. */
          at: z.int().nullable(),
          /** A sentence that says what is wrong and what to write. */
          problem: z.string(),
        }),
      ),
    }),
  },
  "filters.count": { body: ofRecords, reply: z.object({ records: z.int() }) },
  "filters.fields": {
    query: z.strictObject({ enrichment: name, connection: name }),
    reply: z.object({
      fields: z.array(
        z.object({
          name: z.string(),
          /** A field that people own, or an output of ours. */
          source: z.enum(["fields", "outputs"]),
          /** Null where it is not known yet. */
          type: z.string().nullable(),
          /** Null: any value. */
          options: z.array(z.string()).nullable(),
          /** False: the CRM does not show it to us, so that it is blank in every record. */
          isShown: z.boolean(),
          /** When the CRM said so last; null for our own definitions, and where nobody has asked it yet. */
          describedAt: time.nullable(),
        }),
      ),
    }),
  },
  "reads.order": {
    body: z.strictObject({
      ...{ enrichment: name, connection: name, filter: filter.default(everyRecord) },
      /** What matches is counted, and not read. */
      countsOnly: z.boolean().default(false),
    }),
    reply: z.object({ id: z.string() }),
  },
  "reads.show": {
    params: id,
    query: within,
    reply: z.object({
      ...{
        id: z.string(),
        connection: z.string(),
        object: objectName,
        filter: recordFilter,
        countsOnly: z.boolean(),
        state,
      },
      /** By the CRM's own count; null while it has not been asked. */
      count: z
        .object({
          count: z.int(),
          is: z.enum(["exact", "at-least", "at-most", "about"]),
          why: z.string().nullable(),
          /** The calls to the CRM that reading so many takes; null: not known. */
          calls: z
            .object({
              ...{ atLeast: z.int(), likely: z.int(), atMost: z.int() },
              /** By a job of the CRM's own. */
              byJob: z.boolean(),
            })
            .nullable()
            .default(null),
        })
        .nullable(),
      /** Of the CRM's day, as it last said: what is left, and of that what is not kept for other integrations. */
      quota: z.object({
        ...{ left: z.int().nullable(), aboveFloor: z.int().nullable() },
        ...{ floorPercent: z.number().nullable(), seenAt: time.nullable() },
      }),
      /** How many the store knows now, and how many were read so far. */
      ...{ known: z.int(), pages: z.int(), records: z.int() },
      /** The job by which the CRM reads, where it makes one for so many; null: it is read by calls. */
      job: z
        .object({
          /** Null: the CRM did not make it. */
          id: z.string().nullable(),
          /** `failed`: what is left is read by calls. `given-up`: its read had ended before the job was ready. */
          state: z.enum(["preparing", "reading", "failed", "given-up"]),
          /** Why it failed, or why the CRM did not abort it, in the CRM's words. */
          said: z.string().nullable(),
        })
        .nullable(),
      /** Why it failed. */
      why: z.string().nullable(),
      ...{ orderedBy: z.string(), orderedAt: time, endedAt: time.nullable() },
    }),
  },
  "reads.cancel": {
    params: id,
    body: z.strictObject({ connection: name.optional() }),
    reply: z.object({ state }),
  },
};
