import { z } from "zod";
import { callPurpose } from "../call-purpose.ts";
import { recordRef } from "../record.ts";
import type { captureRoutes } from "./capture-routes.ts";
import { filter, paged, pageOf, type Shape, time } from "./shape.ts";

const row = z.object({
  id: z.string(),
  /** Of the call, as the record's timeline and the call log have it. */
  callId: z.string(),
  attempt: z.int(),
  purpose: callPurpose,
  ref: recordRef,
  enrichment: z.string(),
  definitionHash: z.string(),
  provider: z.string(),
  model: z.string(),
  outcome: z.string(),
  /** Of the reply; null: none began. */
  status: z.int().nullable(),
  capturedAt: time,
});

export const captureShapes = {
  "captures.list": {
    query: z.strictObject({
      ...{ ...paged, connection: filter, enrichment: filter },
      /** As `connection/object/id`: the last 50 of this record. */
      record: z.string().max(400).optional(),
    }),
    reply: pageOf(row),
  },
  "captures.show": {
    params: z.object({ id: z.string().regex(/^\d{1,18}$/) }),
    reply: row.extend({
      /** Without secrets and personal values. */
      request: z.string(),
      reply: z.string(),
    }),
  },
} as const satisfies Record<keyof typeof captureRoutes, Shape>;
