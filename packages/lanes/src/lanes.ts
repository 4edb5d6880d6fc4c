import type { WakeUp } from "@fieldwork/contracts";
import type { Service } from "@fieldwork/runtime";

export interface ConsumeOptions {
  /** Wake-ups handled at once by this consumer. */
  concurrency: number;
  /** A rejection is logged and the wake-up is gone: whoever keeps `work` sends it again. */
  handle: (wakeUp: WakeUp, signal: AbortSignal) => Promise<void>;
}

export interface LaneConsumer {
  /** Takes no more and finishes what runs. */
  stop(): Promise<void>;
}

export interface LaneCounts {
  waiting: number;
  active: number;
}

/**
 * Spreads wake-ups over workers, one lane a provider. Delivery is at least once and in no promised
 * order; a wake-up may be lost with the queue's backend.
 */
export interface Lanes extends Service {
  dispatch(lane: string, wakeUps: readonly WakeUp[]): Promise<void>;
  consume(lane: string, options: ConsumeOptions): Promise<LaneConsumer>;
  /** A closed lane starts nothing, in any process; null opens it. Opens by itself at its time. */
  closeUntil(lane: string, at: Date | null): Promise<void>;
  counts(lane: string): Promise<LaneCounts>;
}
