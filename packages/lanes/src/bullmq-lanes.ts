import { type WakeUp, wakeUp } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { Job, WorkerOptions } from "bullmq";
import type { ConsumeOptions, LaneConsumer, LaneCounts, Lanes } from "./lanes.ts";

/** What BullMQ needs to run on one backend or another. */
export interface BullmqBackend {
  createQueue(name: string): LaneQueue;
  createWorker(
    name: string,
    run: (job: LaneJob) => Promise<void>,
    options: WorkerSettings,
  ): LaneWorker;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The part of BullMQ's Queue in use; its own type names the backend. */
export interface LaneQueue {
  addBulk(jobs: { name: string; data: WakeUp; opts: object }[]): Promise<unknown>;
  getJobCounts(...types: string[]): Promise<Record<string, number>>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export interface LaneWorker {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export type LaneJob = Pick<Job, "id" | "data">;
export type WorkerSettings = Omit<WorkerOptions, "connection" | "prefix">;

const jobName = "wake-up";
// At most 20 s pass from a worker's SIGKILL to the next start of what it held.
const stallSettings = { lockDuration: 10_000, stalledInterval: 4000, maxStalledCount: 3 };
// BullMQ's own default lets a worker rest 11 s after its backend was away.
const runRetryDelay = 1000;

/** Lanes over BullMQ. Nothing here knows what the backend is. */
export class BullmqLanes implements Lanes {
  readonly name = "lanes";
  readonly #backend: BullmqBackend;
  readonly #logger: Logger;
  readonly #queues = new Map<string, LaneQueue>();
  readonly #consumers = new Set<LaneConsumer>();
  readonly #reopen = new Map<string, NodeJS.Timeout>();

  constructor({ backend, logger }: { backend: BullmqBackend; logger: Logger }) {
    this.#backend = backend;
    this.#logger = logger;
  }

  async start(): Promise<void> {
    await this.#backend.start();
  }

  async stop(): Promise<void> {
    for (const timer of this.#reopen.values()) clearTimeout(timer);
    this.#reopen.clear();
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#queues.clear();
    await this.#backend.stop();
  }

  async dispatch(lane: string, wakeUps: readonly WakeUp[]): Promise<void> {
    if (wakeUps.length === 0) return;
    await this.#queue(lane).addBulk(
      wakeUps.map((data) => ({
        name: jobName,
        data,
        opts: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      })),
    );
  }

  async consume(lane: string, { concurrency, handle }: ConsumeOptions): Promise<LaneConsumer> {
    const logger = this.#logger.child({ lane });
    // A lane that a killed process left paused: its closing stands in `work`, and is said again.
    await this.#queue(lane).resume();
    const worker = this.#backend.createWorker(
      lane,
      async (job) => {
        const parsed = wakeUp.safeParse(job.data);
        if (!parsed.success) {
          logger.error(
            { jobId: job.id, problem: parsed.error.message },
            "dropped what is no wake-up",
          );
          return;
        }
        try {
          await handle(parsed.data, stopping.signal);
        } catch (err) {
          logger.error({ err, workId: parsed.data.workId }, "wake-up failed");
        }
      },
      { concurrency, ...stallSettings, runRetryDelay },
    );
    worker.on("error", (err) => logger.debug({ err }, "queue worker in trouble"));
    const stopping = new AbortController();
    await worker.waitUntilReady();
    const consumer: LaneConsumer = {
      stop: async () => {
        if (!this.#consumers.delete(consumer)) return;
        await worker.close();
      },
    };
    this.#consumers.add(consumer);
    return consumer;
  }

  async closeUntil(lane: string, at: Date | null): Promise<void> {
    clearTimeout(this.#reopen.get(lane));
    this.#reopen.delete(lane);
    const queue = this.#queue(lane);
    const waitMs = (at?.getTime() ?? 0) - Date.now();
    if (waitMs <= 0) return queue.resume();
    await queue.pause();
    const timer = setTimeout(() => this.#reopenNow(lane), Math.min(waitMs, longestTimerMs));
    this.#reopen.set(lane, timer);
  }

  async counts(lane: string): Promise<LaneCounts> {
    // On PostgreSQL the waiting jobs of a paused queue are counted under `paused`, on Redis they are not.
    const counts = await this.#queue(lane).getJobCounts("waiting", "active", "paused");
    const { waiting = 0, active = 0, paused = 0 } = counts;
    return { waiting: waiting + paused, active };
  }

  #reopenNow(lane: string): void {
    this.#reopen.delete(lane);
    this.#queue(lane)
      .resume()
      .catch((err: unknown) => this.#logger.warn({ err, lane }, "lane could not be opened"));
  }

  #queue(lane: string): LaneQueue {
    const known = this.#queues.get(lane);
    if (known) return known;
    const queue = this.#backend.createQueue(lane);
    queue.on("error", (err) => this.#logger.debug({ err, lane }, "queue in trouble"));
    this.#queues.set(lane, queue);
    return queue;
  }
}

// A longer timer would fire at once.
const longestTimerMs = 2 ** 31 - 1;
