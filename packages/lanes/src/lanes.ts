import type { WakeUp } from "@fieldwork/contracts";
import type { Service } from "@fieldwork/runtime";

export interface ConsumeOptions {
  /** Wake-ups handled at once by this consumer. */
  concurrency: number;
  /**
   * A rejection is logged and the wake-up is gone: whoever keeps `work` sends it again. The signal
   * fires when the consumer is being stopped and has waited long enough.
   */
  handle: (wakeUp: WakeUp, signal: AbortSignal) => Promise<void>;
}

export interface LaneConsumer {
  /** Handles so many at once from now on; what runs is finished. */
  limit(concurrency: number): void;
  /**
   * Takes no more and finishes what runs, for `abortAfterMs`; then fires the handlers' signal, and a
   * second later hands back what still has not ended.
   */
  stop(): Promise<void>;
}

export interface LaneCounts {
  waiting: number;
  active: number;
}

export interface LaneSettings {
  /** How long stopping waits for handlers before it fires their signal: 7 s unless told. */
  abortAfterMs?: number | undefined;
  /**
   * When a worker counts as dead: it has not renewed its lease, which others check now and then.
   * Unless told, 10 s and every 4 s.
   */
  stalls?: { leaseMs: number; checkEveryMs: number } | undefined;
}

/**
 * Spreads wake-ups over workers, one lane a provider. Delivery is at least once and in no promised
 * order; a wake-up may be lost with the queue's backend. While that is away, calls are refused within
 * seconds with an AppError `backend_unavailable`, and consumers go on by themselves when it is back.
 */
export interface Lanes extends Service {
  dispatch(lane: string, wakeUps: readonly WakeUp[]): Promise<void>;
  consume(lane: string, options: ConsumeOptions): Promise<LaneConsumer>;
  counts(lane: string): Promise<LaneCounts>;
  /** Resolves while the backend answers. */
  check(): Promise<void>;
}
