import { z } from "zod";
import { holdAction } from "../hold.ts";

import { time } from "./shape.ts";

const heldTarget = z.strictObject({
  scope: z.enum(["everything", "connection", "enrichment", "model", "backfill", "record"]),
  /** Which one; empty for everything. A model is a provider, or provider/model; a record, connection/object/id. */
  target: z.string().max(200).default(""),
});
const epoch = z.object({ epoch: z.int() });

export const holdShapes = {
  "holds.list": {
    reply: z.object({
      holds: z.array(
        z.object({
          ...{ scope: z.string(), target: z.string(), action: holdAction },
          ...{ heldBy: z.string(), why: z.string().nullable(), since: time, epoch: z.int() },
        }),
      ),
    }),
  },
  "holds.place": {
    body: z.strictObject({
      ...heldTarget.shape,
      action: holdAction,
      why: z.string().trim().min(1).max(1000).nullable().default(null),
    }),
    reply: epoch,
  },
  "holds.lift": { body: heldTarget, reply: epoch },
};
