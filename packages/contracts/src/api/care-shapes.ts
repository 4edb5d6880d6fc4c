import { z } from "zod";
import type { careRoutes } from "./care-routes.ts";
import { deadLetterShapes } from "./dead-letter-shapes.ts";
import { reviewShapes } from "./review-shapes.ts";
import type { Shape } from "./shape.ts";

const name = z.string().max(100);
const connection = name.optional();
const interval = z.object({ share: z.number(), low: z.number(), high: z.number() });

export const careShapes = {
  ...deadLetterShapes,
  ...reviewShapes,
  "cases.export": {
    body: z.strictObject({ enrichment: name, connection }),
    reply: z.object({ text: z.string(), cases: z.int() }),
  },
  "acceptance.show": {
    query: z.strictObject({
      ...{ connection, enrichment: name.optional() },
      days: z.coerce.number().int().min(1).max(730).default(30),
    }),
    reply: z.object({
      rows: z.array(
        z.object({
          ...{ enrichment: z.string(), field: z.string(), provider: z.string().nullable() },
          ...{ model: z.string().nullable(), definitionHash: z.string().nullable() },
          promptVersion: z.string(),
          ...{ decided: z.int(), approved: z.int(), corrected: z.int(), rejected: z.int() },
          ...{ kept: z.int(), overridden: z.int() },
          /** Of the decided; with the interval in which it lies with 95 %. */
          acceptance: interval.nullable(),
        }),
      ),
    }),
  },
} as const satisfies Record<keyof typeof careRoutes, Shape>;
