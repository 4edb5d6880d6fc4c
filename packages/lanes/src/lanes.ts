import type { WakeUp } from "@fieldwork/contracts";
import type { Service } from "@fieldwork/runtime";

export interface ConsumeOptions {
  /** How many wake-ups this consumer handles at once. */
  concurrency: number;
  /**
   * A rejection is logged and the wake-up is gone: the planner sends it again. The signal fires when
   * the consumer is being stopped and has waited long enough.
   */
  handle: (wakeUp: WakeUp, signal: AbortSignal) => Promise<void>;
}

export interface LaneConsumer {
  /** Handles at most this many at once from now on; those that run are finished. */
  limit(concurrency: number): void;
  /**
   * Takes no more and finishes what runs, for `abortAfterMs`; then fires the handlers' signal, and a
   * second later hands back what has still not ended.
   */
  stop(): Promise<void>;
}

/** In wake-ups. */
export interface LaneCounts {
  waiting: number;
  active: number;
}

export interface LaneSettings {
  /** How long stopping waits for handlers before it fires their signal: 7 s by default. */
  abortAfterMs?: number | undefined;
  /**
   * When a worker counts as dead: it has not renewed its lease, which others check regularly. By
   * default 10 s, checked every 4 s.
   */
  stalls?: { leaseMs: number; checkEveryMs: number } | undefined;
}

/**
 * Spreads wake-ups over workers, one lane for each provider. Delivery is at least once, in no
 * particular order; a wake-up may be lost together with the queue's backend. While that is unavailable,
 * calls fail within seconds with an AppError `backend_unavailable`; consumers resume by themselves.
 */
export interface Lanes extends Service {
  dispatch(lane: string, wakeUps: readonly WakeUp[]): Promise<void>;
  consume(lane: string, options: ConsumeOptions): Promise<LaneConsumer>;
  counts(lane: string): Promise<LaneCounts>;
  /** Resolves while the backend answers. */
  check(): Promise<void>;
}
