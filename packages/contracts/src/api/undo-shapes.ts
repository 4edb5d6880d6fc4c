import { z } from "zod";
import { objectName, recordRef } from "../record.ts";
import { wanter } from "../work.ts";
import { time } from "./shape.ts";

const name = z.string().min(1).max(200);
const connection = name.optional();
const id = z.object({ id: z.string().min(1).max(100) });
const value = z.string().nullable();
const meant = z.object({
  filter: z.strictObject({
    /** Named by its own name, an undo is undone. */
    run: wanter.max(100).optional(),
    /** The hash may be its beginning. */
    definition: z.strictObject({ name, hash: name }).optional(),
    ...{ connection, object: objectName.optional(), recordId: name.optional() },
    field: name.optional(),
  }),
});
const left = z.enum(["edited-since", "written-since", "undone", "pinned", "on-its-way"]);
/** What people call the record; null where it was never read. */
const title = z.string().nullable();
const progress = z.object({
  orders: z.array(
    z.object({
      state: z.enum(["waiting", "writing", "done", "refused"]),
      reason: z.string().nullable(),
      count: z.int(),
    }),
  ),
});

export const undoShapes = {
  "undo.preview": {
    body: z.strictObject(meant.shape),
    reply: z.object({
      /** Fields that get back what they had, and the records that these belong to. */
      ...{ count: z.int(), records: z.int() },
      left: z.partialRecord(left, z.int()),
      samples: z.array(
        z.object({ ref: recordRef, title, field: z.string(), from: value, to: value }),
      ),
      leftSamples: z.array(z.object({ ref: recordRef, title, field: z.string(), why: left })),
      /** Names exactly this set, with what was seen of each. */
      seen: z.string(),
    }),
  },
  "undo.list": {
    query: z.strictObject({ connection, of: wanter.max(100) }),
    reply: z.object({
      undos: z.array(
        z.object({
          ...{ run: wanter, orderedBy: z.string(), orderedAt: time },
          /** How many fields it was to give back. */
          count: z.int(),
        }),
      ),
    }),
  },
  "undo.order": {
    body: z.strictObject({ ...meant.shape, seen: z.string().max(100) }),
    reply: z.object({ run: wanter, count: z.int() }),
  },
  "undo.show": { params: id, query: z.strictObject({ connection }), reply: progress },
  "undo.cancel": { params: id, body: z.strictObject({ connection }), reply: progress },
};
