import type { WakeUp } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { ConsumeOptions } from "./lanes.ts";
import { mostInOneJob } from "./wake-up-jobs.ts";

/** A job that was taken from the queue. */
interface TakenJob {
  /** Not begun. */
  rest: WakeUp[];
  running: Set<WakeUp>;
  /** Called with the wake-ups that others have to begin again; with none, the job is done. */
  end: (left: readonly WakeUp[]) => void;
  stay?: NodeJS.Timeout | undefined;
}

/**
 * When all wake-ups of a job have begun, it stays taken for this long: if its worker is killed by then,
 * the queue has others begin them again. Later their rows are claimed, and return by their leases; so a
 * wake-up that takes long does not keep the next job waiting.
 */
const stayMs = 2000;

/** The jobs that a worker has taken: begins their wake-ups one by one, so many at once as it may. */
export class TakenJobs {
  /** Called whenever another number of jobs may be taken. */
  onRoom: (jobs: number) => void = () => {};
  readonly #handle: ConsumeOptions["handle"];
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #jobs = new Set<TakenJob>();
  readonly #idle: (() => void)[] = [];
  #concurrency: number;
  #running = 0;
  /** The wake-ups that the next job is likely to have: as many as the last one. */
  #expected = mostInOneJob;
  #isClosing = false;

  constructor({ handle, concurrency, logger }: ConsumeOptions & { logger: Logger }) {
    this.#handle = handle;
    this.#concurrency = concurrency;
    this.#logger = logger;
  }

  /** Wake-ups that run. */
  get running(): number {
    return this.#running;
  }

  /**
   * How many jobs to have: with as many wake-ups as may run, and a few more, so that no place stays free
   * while a job is fetched.
   */
  get room(): number {
    let free = this.#concurrency + 2 * (this.#expected - 1) - this.#running;
    for (const { rest } of this.#jobs) free -= rest.length;
    const more = Math.min(this.#concurrency, Math.ceil(Math.max(0, free) / this.#expected));
    return Math.max(1, this.#jobs.size + more);
  }

  limit(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#fill();
  }

  /** Resolves when nobody else has to begin any of these wake-ups, except for those that it returns. */
  take(wakeUps: readonly WakeUp[]): Promise<readonly WakeUp[]> {
    const { promise, resolve: end } = Promise.withResolvers<readonly WakeUp[]>();
    const job = { rest: [...wakeUps], running: new Set<WakeUp>(), end };
    this.#expected = wakeUps.length;
    this.#jobs.add(job);
    if (this.#isClosing) this.#end(job);
    else this.#fill();
    return promise;
  }

  /** Begins nothing more and gives back what has not begun; resolves when nothing runs any longer. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const job of this.#jobs) if (job.running.size === 0) this.#end(job);
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Fires the handlers' signal. */
  abort(): void {
    this.#stopping.abort();
  }

  /** Gives back what still runs. */
  giveUp(): void {
    for (const job of this.#jobs) this.#end(job);
  }

  #fill(): void {
    for (const job of this.#jobs) {
      while (!this.#isClosing && this.#running < this.#concurrency) {
        const next = job.rest.shift();
        if (next === undefined) break;
        this.#begin(job, next);
      }
    }
    this.onRoom(this.room);
  }

  #begin(job: TakenJob, wakeUp: WakeUp): void {
    this.#running += 1;
    job.running.add(wakeUp);
    this.#handle(wakeUp, this.#stopping.signal)
      .catch((err: unknown) => this.#logger.error({ err, workId: wakeUp.workId }, "wake-up failed"))
      .then(() => {
        this.#running -= 1;
        job.running.delete(wakeUp);
        const isEnded = job.rest.length === 0 || this.#isClosing;
        if (isEnded && job.running.size === 0) this.#end(job);
        this.#fill();
        if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
      });
    if (job.rest.length === 0) job.stay = setTimeout(() => this.#end(job, []), stayMs);
  }

  #end(job: TakenJob, left: readonly WakeUp[] = [...job.running, ...job.rest]): void {
    if (!this.#jobs.delete(job)) return;
    clearTimeout(job.stay);
    job.end(left);
    this.onRoom(this.room);
  }
}
