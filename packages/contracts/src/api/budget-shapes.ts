import { z } from "zod";
import { billVerdicts } from "../bill-verdict.ts";
import type { budgetRoutes } from "./budget-routes.ts";
import { type Shape, time } from "./shape.ts";

/** Nano-USD, as text: a number would lose digits. */
const nanoUsd = z.string().regex(/^\d{1,18}$/);
const of = z.enum([
  ...["total", "connection", "enrichment", "provider", "model", "backfill", "purpose"],
  ...["user", "record"],
] as const);
const meant = z.strictObject({
  of,
  /** `provider/model` for a model, `connection/object/id` for a record; left out, each one that has no budget by its name. */
  name: z.string().min(1).max(200).nullable().default(null),
  per: z.enum(["day", "month", "once"]),
});

const day = z.iso.date();
const signedNanoUsd = z.string().regex(/^-?\d{1,18}$/);
const billedDay = z.object({
  day,
  /** Null: all models of the day, where the vendor tells none apart. */
  model: z.string().nullable(),
  ...{ billedNanoUsd: signedNanoUsd, chargedNanoUsd: nanoUsd },
  /** For calls whose outcome is not known. */
  heldNanoUsd: nanoUsd,
  calls: z.int(),
  verdict: z.enum(billVerdicts),
});
export type BilledDayShown = z.infer<typeof billedDay>;

export const budgetShapes = {
  "budgets.list": {
    reply: z.object({
      budgets: z.array(
        z.object({
          scope: z.string(),
          ...{ limitNanoUsd: nanoUsd, chargedNanoUsd: z.string(), heldNanoUsd: z.string() },
          heldCalls: z.int(),
        }),
      ),
      limits: z.array(
        z.object({
          ...{ of, name: z.string().nullable(), per: z.string(), limitNanoUsd: nanoUsd },
          /** What the configuration says; null if it says nothing. */
          configuredNanoUsd: nanoUsd.nullable(),
          /** Null where it is as the configuration says. */
          setBy: z.string().nullable(),
          /** Then it is as the configuration says again; null for good. */
          until: time.nullable(),
        }),
      ),
    }),
  },
  "budgets.set": {
    body: meant.extend({ limitNanoUsd: nanoUsd, until: time.nullable().default(null) }),
    reply: z.object({ limitNanoUsd: nanoUsd, until: time.nullable() }),
  },
  "budgets.unset": {
    body: meant,
    /** Null where there is no such budget any more. */
    reply: z.object({ limitNanoUsd: nanoUsd.nullable() }),
  },
  "budgets.release": { reply: z.object({ calls: z.int() }) },
  "bills.list": {
    query: z.strictObject({
      provider: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    reply: z.object({
      days: z.array(
        billedDay.extend({ provider: z.string(), reconciledBy: z.string(), reconciledAt: time }),
      ),
    }),
  },
  "bills.reconcile": {
    body: z.strictObject({
      /** As models.yaml names it. */
      provider: z.string().min(1).max(100),
      lines: z
        .array(
          z.strictObject({
            ...{ day, nanoUsd: signedNanoUsd },
            /** As the vendor names it; null where it names none. */
            model: z.string().min(1).max(200).nullable(),
          }),
        )
        .min(1)
        .max(5000),
    }),
    reply: z.object({ days: z.array(billedDay) }),
  },
} as const satisfies Record<keyof typeof budgetRoutes, Shape>;
