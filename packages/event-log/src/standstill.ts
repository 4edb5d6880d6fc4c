import { type AppError, backoffMs } from "@fieldwork/runtime";

// By then about half a minute has passed: most outages that we did not recognise are over.
const suspectAfter = 12;
const stuckAfter = 4;
const sayEveryMs = 60_000;
const restBackoff = { baseMs: 100, capMs: 10_000, floorMs: 50 };

/** What is known about a partition that is stuck: at which event, how often, and why. */
export class Standstill {
  #offset: bigint | undefined;
  /** In a row, at whichever event. */
  #failures = 0;
  /** In a row at this event, with failures that waiting does not repair. */
  #faults = 0;
  #reason: AppError | undefined;
  #saidAt = Number.NEGATIVE_INFINITY;

  /** It could not go on at this event. Returns how long to rest, and whether to log it. */
  note(
    offset: bigint,
    reason: AppError,
  ): { restMs: number; failures: number; isToBeSaid: boolean } {
    const isFault = !reason.retryable;
    this.#faults = isFault ? (offset === this.#offset ? this.#faults : 0) + 1 : 0;
    this.#offset = offset;
    this.#reason = reason;
    this.#failures += 1;
    const now = performance.now();
    const isToBeSaid = now - this.#saidAt >= sayEveryMs;
    if (isToBeSaid) this.#saidAt = now;
    return { restMs: backoffMs(this.#failures, restBackoff), failures: this.#failures, isToBeSaid };
  }

  /** It continues. */
  clear(): void {
    this.#failures = 0;
    this.#faults = 0;
    this.#reason = undefined;
    this.#saidAt = Number.NEGATIVE_INFINITY;
  }

  /** The event that failed so often that it may be its own fault. */
  suspect(): bigint | undefined {
    const isOurs = this.#reason?.code === "internal";
    return isOurs && this.#faults >= suspectAfter ? this.#offset : undefined;
  }

  /** Why it will not continue by itself; undefined while there is hope. */
  stuckBy(): AppError | undefined {
    return this.#faults >= stuckAfter ? this.#reason : undefined;
  }
}
