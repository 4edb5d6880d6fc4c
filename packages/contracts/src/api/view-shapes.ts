import { z } from "zod";
import { type Shape, time } from "./shape.ts";
import type { viewRoutes } from "./view-routes.ts";

/** What a list of records is narrowed to, as its address has it. */
const search = z.strictObject({
  connection: z.string().max(100).optional(),
  object: z.string().max(40).optional(),
  search: z.string().max(200).optional(),
  field: z.string().max(100).optional(),
  source: z.enum(["fields", "outputs"]).optional(),
  value: z.string().max(1000).optional(),
});
const name = z.string().trim().min(1).max(80);

export const viewShapes = {
  "views.list": {
    reply: z.object({
      views: z.array(
        z.object({
          ...{ id: z.string(), name: z.string(), search, isShared: z.boolean() },
          /** Whether it is of whoever asks. */
          isOwn: z.boolean(),
          ownerName: z.string(),
          savedAt: time,
        }),
      ),
    }),
  },
  "views.save": {
    body: z.strictObject({ name, search, isShared: z.boolean().default(false) }),
    reply: z.object({ id: z.string() }),
  },
  "views.remove": {
    params: z.object({ id: z.string().min(1).max(100) }),
    reply: z.object({ done: z.literal(true) }),
  },
} as const satisfies Record<keyof typeof viewRoutes, Shape>;
