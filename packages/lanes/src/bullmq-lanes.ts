import type { WakeUp } from "@fieldwork/contracts";
import { AppError, type Logger, within } from "@fieldwork/runtime";
import type { BullmqBackend, LaneQueue } from "./bullmq-backend.ts";
import { runJob, stopWorker } from "./bullmq-consumer.ts";
import type { ConsumeOptions, LaneConsumer, LaneCounts, LaneSettings, Lanes } from "./lanes.ts";
import { TakenJobs } from "./taken-jobs.ts";
import { countWakeUps, toJobs } from "./wake-up-jobs.ts";

export interface BullmqLanesDeps extends LaneSettings {
  backend: BullmqBackend;
  logger: Logger;
}

const jobName = "wake-ups";
// By default, BullMQ lets a worker rest for 11 s after its backend was unavailable.
const runRetryDelay = 1000;
const answerWithinMs = 4000;

/** Lanes on BullMQ. Nothing here knows which backend is used. */
export class BullmqLanes implements Lanes {
  readonly name = "lanes";
  readonly #backend: BullmqBackend;
  readonly #logger: Logger;
  readonly #stalls: NonNullable<LaneSettings["stalls"]>;
  readonly #abortAfterMs: number;
  readonly #queues = new Map<string, LaneQueue>();
  readonly #consumers = new Set<LaneConsumer>();

  constructor({
    backend,
    logger,
    // At most 20 s pass from a worker's SIGKILL until its jobs are started again.
    stalls = { leaseMs: 10_000, checkEveryMs: 4000 },
    // An orchestrator kills after ten seconds.
    abortAfterMs = 7000,
  }: BullmqLanesDeps) {
    this.#backend = backend;
    this.#logger = logger;
    this.#stalls = stalls;
    this.#abortAfterMs = abortAfterMs;
  }

  async start(): Promise<void> {
    await this.#backend.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#queues.clear();
    await this.#backend.stop();
  }

  async check(): Promise<void> {
    await inTime(this.#backend.ping());
  }

  async dispatch(lane: string, wakeUps: readonly WakeUp[]): Promise<void> {
    if (wakeUps.length === 0) return;
    const jobs = toJobs(wakeUps).map((data) => ({
      name: jobName,
      data,
      opts: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    }));
    await inTime(this.#queue(lane).addBulk(jobs));
  }

  async consume(lane: string, { concurrency, handle }: ConsumeOptions): Promise<LaneConsumer> {
    const logger = this.#logger.child({ lane });
    const taken = new TakenJobs({ concurrency, handle, logger });
    const worker = this.#backend.createWorker(lane, (job) => runJob(taken, job, logger), {
      concurrency: taken.room,
      lockDuration: this.#stalls.leaseMs,
      stalledInterval: this.#stalls.checkEveryMs,
      maxStalledCount: 3,
      runRetryDelay,
    });
    worker.on("error", (err) => logger.debug({ err }, "queue worker error"));
    taken.onRoom = (jobs) => {
      worker.concurrency = jobs;
    };
    const consumer: LaneConsumer = {
      limit: (atOnce) => taken.limit(atOnce),
      stop: async () => {
        if (!this.#consumers.delete(consumer)) return;
        await stopWorker(worker, taken, { abortAfterMs: this.#abortAfterMs, logger });
      },
    };
    this.#consumers.add(consumer);
    try {
      await inTime(worker.waitUntilReady());
    } catch (error) {
      await consumer.stop();
      throw error;
    }
    return consumer;
  }

  async counts(lane: string): Promise<LaneCounts> {
    const queue = this.#queue(lane);
    const asked = Promise.all([queue.getJobs(["waiting"]), queue.getJobs(["active"])]);
    const [waiting, active] = await inTime(asked);
    return { waiting: countWakeUps(waiting), active: countWakeUps(active) };
  }

  #queue(lane: string): LaneQueue {
    const known = this.#queues.get(lane);
    if (known) return known;
    const queue = this.#backend.createQueue(lane);
    queue.on("error", (err) => this.#logger.debug({ err, lane }, "queue error"));
    this.#queues.set(lane, queue);
    // A BullMQ queue that fails to start stays broken: the next call creates another.
    queue.waitUntilReady().catch(() => this.#queues.delete(lane));
    return queue;
  }
}

/** The backend's reply. If it is late, we give up; what was asked may still happen. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  try {
    return await within(answerWithinMs, answer);
  } catch (cause) {
    throw new AppError("the lanes' backend is unavailable", {
      code: "backend_unavailable",
      retryable: true,
      cause,
    });
  }
}
