import { z } from "zod";
import type { budgetRoutes } from "./budget-routes.ts";
import { type Shape, time } from "./shape.ts";

/** Nano-USD, as text: a number would lose digits. */
const nanoUsd = z.string().regex(/^\d{1,18}$/);
const of = z.enum([
  ...["total", "connection", "enrichment", "provider", "model", "backfill", "purpose"],
] as const);
const meant = z.strictObject({
  of,
  /** `provider/model` for a model; left out, each one that has no budget by its name. */
  name: z.string().min(1).max(200).nullable().default(null),
  per: z.enum(["day", "month", "once"]),
});

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
} as const satisfies Record<keyof typeof budgetRoutes, Shape>;
