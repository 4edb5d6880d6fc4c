import { delay, type Logger } from "@fieldwork/runtime";
import { RateLimitError } from "bullmq";
import type { LaneJob, LaneWorker } from "./bullmq-backend.ts";
import type { TakenJobs } from "./taken-jobs.ts";
import { wakeUpJob } from "./wake-up-jobs.ts";

// For handlers to end after their signal fires.
const graceMs = 1000;
// For the backend to learn what became of the last jobs.
const farewellMs = 500;

/** What BullMQ's worker calls with each job. */
export async function runJob(taken: TakenJobs, job: LaneJob, logger: Logger): Promise<void> {
  const parsed = wakeUpJob.safeParse(job.data);
  if (!parsed.success) {
    const { message: problem } = parsed.error;
    logger.error({ jobId: job.id, problem }, "dropped malformed wake-ups");
    return;
  }
  const left = await taken.take(parsed.data.wakeUps);
  if (left.length === 0) return;
  // Should that fail, those that have ended are delivered again as well.
  await job.updateData({ wakeUps: left }).catch(() => undefined);
  // BullMQ's way to put a job back in its queue, where another worker finds it.
  throw new RateLimitError();
}

/** Ends within `abortAfterMs` and two seconds, whatever handlers and backend do. */
export async function stopWorker(
  worker: LaneWorker,
  taken: TakenJobs,
  { abortAfterMs, logger }: { abortAfterMs: number; logger: Logger },
): Promise<void> {
  const closed = Promise.all([taken.close(), worker.close()]).then(() => undefined);
  if (await isClosedWithin(closed, abortAfterMs)) return;
  taken.abort();
  if (await isClosedWithin(closed, graceMs)) return;
  if (taken.running > 0) {
    logger.warn({ handlers: taken.running }, "left handlers behind that ignored their signal");
  }
  taken.giveUp();
  // While the backend is unavailable, what BullMQ still has to report is lost: others start those jobs
  // again.
  await isClosedWithin(closed, farewellMs);
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
