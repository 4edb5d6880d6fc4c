import { wakeUp } from "@fieldwork/contracts";
import { delay, type Logger } from "@fieldwork/runtime";
import { RateLimitError } from "bullmq";
import type { LaneJob, LaneWorker } from "./bullmq-backend.ts";
import type { ConsumeOptions } from "./lanes.ts";

export interface BullmqConsumer {
  /** What BullMQ's worker calls with each job. */
  run(job: LaneJob): Promise<void>;
  /** Ends within `abortAfterMs` and two seconds, whatever handlers and backend do. */
  stop(worker: LaneWorker, abortAfterMs: number): Promise<void>;
}

// For handlers to end after their signal fires.
const graceMs = 1000;
// For the backend to learn what became of the last jobs.
const farewellMs = 500;

/** Runs a lane's handler on BullMQ's jobs, and stops in good time. */
export function createBullmqConsumer(
  handle: ConsumeOptions["handle"],
  logger: Logger,
): BullmqConsumer {
  const stopping = new AbortController();
  const handBacks = new Set<() => void>();

  return {
    async run(job) {
      const parsed = wakeUp.safeParse(job.data);
      if (!parsed.success) {
        logger.error(
          { jobId: job.id, problem: parsed.error.message },
          "dropped a malformed wake-up",
        );
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      // BullMQ's way to put a job back in its queue, where another worker finds it.
      const handBack = () => reject(new RateLimitError());
      handBacks.add(handBack);
      handle(parsed.data, stopping.signal)
        .catch((err: unknown) => {
          logger.error({ err, workId: parsed.data.workId }, "wake-up failed");
        })
        .then(resolve);
      try {
        await promise;
      } finally {
        handBacks.delete(handBack);
      }
    },

    async stop(worker, abortAfterMs) {
      const closed = worker.close();
      if (await isClosedWithin(closed, abortAfterMs)) return;
      stopping.abort();
      if (await isClosedWithin(closed, graceMs)) return;
      if (handBacks.size > 0) {
        logger.warn({ handlers: handBacks.size }, "left handlers behind that ignored their signal");
      }
      for (const handBack of handBacks) handBack();
      // While the backend is unavailable, what BullMQ still has to report is lost: others start those
      // jobs again.
      await isClosedWithin(closed, farewellMs);
    },
  };
}

async function isClosedWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise.then(() => true),
      delay(ms, timer.signal).then(() => false),
    ]);
  } finally {
    timer.abort();
  }
}
