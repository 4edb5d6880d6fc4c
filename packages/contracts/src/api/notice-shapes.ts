import { z } from "zod";

import { time } from "./shape.ts";

export const noticeShapes = {
  "notices.list": {
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    reply: z.object({
      notices: z.array(
        z.object({
          ...{ id: z.string(), topic: z.string(), kind: z.string(), toldAt: time },
          /** Null where there was nothing to tell before. */
          before: z.string().nullable(),
          /** Null once it has recovered. */
          state: z.string().nullable(),
          askedBy: z.string().nullable(),
          text: z.string(),
        }),
      ),
    }),
  },
  "notice-channels.list": {
    reply: z.object({
      channels: z.array(
        z.object({
          ...{ id: z.string(), kind: z.string(), onlyFor: z.string().nullable() },
          /** Of a URL its host alone. */
          target: z.string(),
          ...{ addedBy: z.string(), addedAt: time },
        }),
      ),
    }),
  },
  "notice-channels.add": {
    body: z.strictObject({
      kind: z.enum(["webhook", "email"]),
      target: z.string().min(1).max(2000),
      /** The name of whoever asked for what the notices are about; null for all notices. */
      onlyFor: z.string().min(1).max(200).nullable().default(null),
    }),
    reply: z.object({ id: z.string(), secret: z.string().nullable() }),
  },
  "notice-channels.remove": {
    params: z.object({ id: z.string().min(1).max(320) }),
    reply: z.object({ done: z.literal(true) }),
  },
};
