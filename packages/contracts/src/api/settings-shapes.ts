import { z } from "zod";
import { callLimit } from "../call-limit.ts";
import { modelTerms } from "../model-terms.ts";
import { writeSafety } from "../work.ts";
import type { settingsRoutes } from "./settings-routes.ts";
import { type Shape, time } from "./shape.ts";

const count = z.number();

const finding = z.object({
  object: z.string(),
  /** Seeing the object's fields, reading its records, writing the output fields. */
  scope: z.enum(["fields", "records", "outputs"]),
  /** `odd` works, but should not stay so. */
  state: z.enum(["fine", "odd", "wrong"]),
  told: z.string(),
  /** What to do about it. */
  remedy: z.string().nullable(),
});

const closing = z.object({
  /** Half-open: its rest is over, and one check decides whether it opens. */
  state: z.enum(["closed", "half-open"]),
  until: time,
  text: z.string(),
});

export const settingsShapes = {
  "connections.list": {
    reply: z.object({
      connections: z.array(
        z.object({
          connection: z.string(),
          objects: z.array(z.string()),
          /** Why and until when it is left alone; null while it is not. */
          rest: z.object({ reason: z.string(), until: time }).nullable(),
          /** Calls of the CRM's day, as its last reply said; null while none has. */
          quota: z
            .object({
              ...{ used: count, limit: count.nullable() },
              /** How much of it is kept for other integrations; null: not known. */
              floorPercent: count.nullable(),
              seenAt: time,
            })
            .nullable(),
          /** What its calls are kept within, and what the CRM says of each. */
          limits: z.array(
            callLimit.omit({ limit: true }).extend({
              /** Null: only the CRM limits it. */
              ours: count.nullable(),
              /** As a reply said; null: it says nothing of it. */
              told: z
                .object({
                  ...{ limit: count, used: count, seenAt: time },
                  /** Of our app alone; otherwise of all that call the account. */
                  isOfApp: z.boolean(),
                })
                .nullable(),
            }),
          ),
          /** How its fields are written, unless their definition says otherwise; null: not known yet. */
          writes: z
            .object({
              mode: writeSafety,
              /** From how many answers of backfills on they are written by a job of the CRM's own; null: never. */
              jobsFrom: count.nullable(),
            })
            .nullable(),
          /**
           * What fast writes took in the last 7 days, from the beginning of a batch's read to the CRM's reply; null: there
           * were none. What a person edits within it may be overwritten.
           */
          writeWindow: z.object({ batches: count, p50Ms: count, p99Ms: count }).nullable(),
          test: z
            .object({
              ...{ orderedBy: z.string(), orderedAt: time },
              /** Null while it is not done. */
              endedAt: time.nullable(),
              findings: z.array(finding).nullable(),
            })
            .nullable(),
        }),
      ),
    }),
  },
  "connections.test": {
    params: z.object({ connection: z.string().min(1).max(100) }),
    reply: z.object({ ordered: z.literal(true) }),
  },
  "reconciliations.list": {
    reply: z.object({
      reconciliations: z.array(
        z.object({
          ...{ id: z.string(), connection: z.string(), object: z.string() },
          /** How many known records were to be looked at; null: all. */
          sample: count.nullable(),
          /** Null: by schedule. */
          orderedBy: z.string().nullable(),
          orderedAt: time,
          /** `asks`: so many records have ended that a person has to say whether that is right. */
          state: z.enum(["waiting", "done", "asks", "failed"]),
          ...{ lookedAt: count, inFlight: count, missing: count, stale: count, ended: count },
          repaired: count,
          /** By the CRM's own count; null while it has not been asked. */
          crmCount: count.nullable(),
          knownCount: count.nullable(),
          checkedAt: time.nullable(),
          /** All of it as a sentence. */
          verdict: z.string(),
        }),
      ),
    }),
  },
  "reconciliations.order": {
    body: z.strictObject({
      connection: z.string().min(1).max(100),
      object: z.string().min(1).max(100),
      isWhole: z.boolean().default(false),
      endsAreConfirmed: z.boolean().default(false),
    }),
    reply: z.object({ id: z.string() }),
  },
  "models.list": {
    reply: z.object({
      models: z.array(
        modelTerms.extend({
          /** Which ask it now. */
          enrichments: z.array(z.string()),
          confirmedAt: time,
          /** Null while it is open. */
          closed: closing.nullable(),
          /** The keys or servers of its provider that rest while others answer, such as `openai#2`. */
          accounts: z.array(closing.extend({ name: z.string() })),
        }),
      ),
    }),
  },
} as const satisfies Record<keyof typeof settingsRoutes, Shape>;
