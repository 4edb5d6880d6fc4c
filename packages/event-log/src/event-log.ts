import type { Topic } from "@fieldwork/contracts";
import type { Service } from "@fieldwork/runtime";

/** An event to be published, with the trace it belongs to. */
export interface Published<E> {
  event: E;
  traceparent?: string | undefined;
}

/** An event as the log delivers it. */
export interface Received<E> {
  event: E;
  key: string;
  partition: number;
  /** Grows within a partition, and so within a key. */
  offset: bigint;
  traceparent: string | undefined;
  publishedAt: Date;
}

export interface SubscribeOptions<E> {
  /** Members of one group share the partitions; each group sees every event. */
  group: string;
  /**
   * Handles events of one partition, in order; resolves when all are done. Must be idempotent: after a
   * crash or a rebalance, events are delivered again. A rejection is tried again without limit, each
   * time later, and delays only its own partition. An AppError about what an event contains narrows the
   * batch down to that event, which becomes a dead letter; an error without a type does so only if the
   * event keeps failing while others can be handled. See `handlePrefix`.
   */
  handleBatch: (events: readonly Received<E>[], context: { signal: AbortSignal }) => Promise<void>;
  /** Most events a batch. */
  maxBatch?: number | undefined;
}

export interface Subscription {
  /** Takes no more, finishes the batches under way, commits and leaves the group. */
  stop(): Promise<void>;
  pause(): void;
  resume(): void;
}

/**
 * A durable log of facts, replayable, shared by all services. Delivery is at least once; events of
 * one key keep the order of their publication.
 */
export interface EventLog extends Service {
  /**
   * Resolves when all events are durable; rejects when that is not known, and then some may be in the log. An
   * event that no log can hold (it does not fit its topic's schema, or is too large) becomes a dead
   * letter, and those beside it are published.
   */
  publish<E>(topic: Topic<E>, events: readonly Published<E>[]): Promise<void>;
  subscribe<E>(topic: Topic<E>, options: SubscribeOptions<E>): Promise<Subscription>;
  /**
   * Resolves while it can be used and all subscriptions work, or will after an outage; otherwise
   * rejects.
   */
  check(): Promise<void>;
  /** Events published and not yet committed by the group; all of them for a group never seen. */
  lag(topic: Pick<Topic<unknown>, "name">, group: string): Promise<number>;
}
