import { z } from "zod";
import { streamGaps } from "../gap-text.ts";
import { time } from "./shape.ts";

/** What lanes, connections, streams and the log do now. */
export const operations = z.object({
  lanes: z.array(
    z.object({
      ...{ name: z.string(), waiting: z.int(), active: z.int(), oldestAt: time.nullable() },
      /** Null while it is open. */
      closedUntil: time.nullable(),
      /** For people. */
      why: z.string().nullable(),
    }),
  ),
  connections: z.array(
    z.object({
      /** When the reading of it last came further. */
      ...{ connection: z.string(), object: z.string(), readUntil: time },
      /** What changed before, in the CRM's own time, has been read; null while the first reading goes on. */
      completeUntil: time.nullable(),
      rest: z.object({ reason: z.string(), until: time }).nullable(),
    }),
  ),
  /** What CRMs push. */
  streams: z.array(
    z.object({
      ...{ connection: z.string(), object: z.string() },
      /** When what was pushed was kept last; null: nothing was yet, or the CRM calls us. */
      heardAt: time.nullable(),
      /** When the stream could not say what has changed, so that all records were compared; null: never. */
      gapAt: time.nullable(),
      /** Why it could not; null: never, or from before that was noted. */
      gap: z.enum(streamGaps).nullable(),
      /** Records that it hinted at and that are not read yet; 10,000 stands for as many or more. */
      hints: z.int(),
    }),
  ),
  /** Where the queues can be looked at as BullMQ has them; null where there is nothing to look at. */
  queuesPath: z.string().nullable(),
  /** How many events of a topic each group of readers has still to handle, as last counted. */
  log: z.array(z.object({ topic: z.string(), readBy: z.string(), behind: z.int(), seenAt: time })),
});
