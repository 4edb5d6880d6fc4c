import { z } from "zod";
import { recordRef } from "../record.ts";
import type { companyLinkRoutes } from "./company-link-routes.ts";
import { paged, pageOf, type Shape, time } from "./shape.ts";

const record = z.string().min(1).max(400);
const state = z.enum(["linked", "doubtful", "apart", "confirmed", "refused"]);

const link = z.object({
  ...{ ref: recordRef, title: z.string().nullable() },
  ...{ other: recordRef, otherTitle: z.string().nullable() },
  /** What a person ordered, otherwise what the rules say. */
  state,
  /** What the rules say; `doubtful` waits for a person and is treated as `apart`. */
  verdict: z.enum(["linked", "doubtful", "apart"]),
  reason: z.string(),
  /** The reason as a sentence. */
  text: z.string(),
  /** How the two compare: domain, name, country, city, phone. */
  evidence: z.record(z.string(), z.string()),
  decidedAt: time,
  orderedBy: z.string().nullable(),
  orderedAt: time.nullable(),
});

export const companyLinkShapes = {
  "company-links.list": {
    query: z.strictObject({ ...paged, state: state.optional() }),
    reply: pageOf(link),
  },
  "company-links.show": {
    query: z.strictObject({ record }),
    reply: z.object({ links: z.array(link) }),
  },
  "company-links.figures": {
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
    reply: z.object({
      links: z.array(
        z.object({
          state,
          count: z.int(),
          /** There are at least so many: no further was counted. */
          isCapped: z.boolean(),
        }),
      ),
      /** Calls that one answer for both records has saved, in these days. */
      shared: z.int(),
      /** Answers that were not used for the other record, because their evidence did not stand in it. */
      notHeld: z.int(),
    }),
  },
  "company-links.order": {
    body: z.strictObject({
      /** Both as `connection/object/id`, of two connections. */
      ...{ record, other: record },
      order: z.enum(["confirm", "refuse", "leave-to-rules"]),
    }),
    reply: z.object({
      /** Null: the two are no longer linked. */
      state: state.nullable(),
      /** Questions that one of the two had answered by the other's answer, and that are asked for itself now. */
      askedAgain: z.int(),
    }),
  },
} as const satisfies Record<keyof typeof companyLinkRoutes, Shape>;
