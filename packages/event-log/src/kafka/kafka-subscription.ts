import type { Topic } from "@fieldwork/contracts";
import {
  type AppError,
  backoffMs,
  createTicker,
  type Logger,
  type Ticker,
} from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import type { EachBatchPayload } from "kafkajs";
import type { SubscribeOptions, Subscription } from "../event-log.ts";
import { Standstill } from "../standstill.ts";
import { type BatchHold, GroupMember } from "./group-member.ts";
import { type Halt, handleFetched } from "./handle-fetched.ts";
import type { KafkaConnection } from "./kafka-client.ts";

export interface KafkaSubscriptionDeps<E> extends KafkaConnection {
  topic: Topic<E>;
  options: SubscribeOptions<E>;
  database: Db;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  /** Stopping waits this long for handlers before it fires their signal. */
  stopTimeoutMs: number;
  logger: Logger;
}

/** A partition that is stuck. */
interface Rest {
  standstill: Standstill;
  /** Over: the partition is read again, and the failures count on until it gets through. */
  isOver: boolean;
  timer: NodeJS.Timeout;
}

const lookEveryMs = 1000;
const newsFrom = 4;

/**
 * Keeps one member in a group for as long as it is wanted: a member that crashed or hangs is replaced,
 * any number of times. Partitions whose handler fails rest, each by itself.
 */
export class KafkaSubscription<E> implements Subscription {
  readonly #deps: KafkaSubscriptionDeps<E>;
  readonly #logger: Logger;
  readonly #keeper: Ticker;
  readonly #rests = new Map<number, Rest>();
  #member: GroupMember | undefined;
  #assigned: readonly number[] = [];
  #isPaused = false;
  #failures = 0;

  constructor(deps: KafkaSubscriptionDeps<E>) {
    const { topic, options } = deps;
    this.#deps = deps;
    this.#logger = deps.logger.child({ topic: topic.name, group: options.group });
    this.#keeper = createTicker({
      name: `membership of ${options.group}`,
      logger: this.#logger,
      tick: () => this.#keepMember(),
    });
  }

  async start(): Promise<void> {
    await this.#keeper.start();
  }

  async stop(): Promise<void> {
    await this.#keeper.stop();
    await this.#member?.close(this.#deps.stopTimeoutMs);
    this.#member = undefined;
    for (const { timer } of this.#rests.values()) clearTimeout(timer);
  }

  pause(): void {
    this.#isPaused = true;
    this.#notifyMember();
  }

  resume(): void {
    this.#isPaused = false;
    this.#notifyMember();
  }

  isInGroup(): boolean {
    return this.#member?.isInGroup() ?? false;
  }

  /** Why one of its partitions will not continue by itself; undefined while all do. */
  stuckBy(): AppError | undefined {
    return [...this.#rests.values()]
      .map(({ standstill }) => standstill.stuckBy())
      .find((reason) => reason !== undefined);
  }

  /** Sees to it that there is a member; says when to look again. */
  async #keepMember(): Promise<number> {
    const lostBy = this.#member?.lostBy();
    if (lostBy) {
      await this.#member?.close(0);
      this.#member = undefined;
      return this.#backOff(lostBy);
    }
    if (this.#member) {
      if (this.#member.isInGroup()) this.#noteInGroup();
      return lookEveryMs;
    }
    const member = this.#createMember();
    this.#member = member;
    await member.start();
    return lookEveryMs;
  }

  #createMember(): GroupMember {
    const { topic, options } = this.#deps;
    return new GroupMember({
      ...this.#deps,
      // Not the group alone: kafkajs has all members of a group read the same topics.
      groupId: kafkaGroupId(topic, options.group),
      topic: topic.name,
      logger: this.#logger,
      onAssigned: (partitions) => this.#takeOver(partitions),
      onBatch: (payload, hold) => this.#handle(payload, hold),
      onCrash: () => this.#keeper.wake(),
    });
  }

  #noteInGroup(): void {
    if (this.#failures >= newsFrom) this.#logger.info("rejoined its consumer group");
    this.#failures = 0;
  }

  // The first members of a group crash for as long as its coordinator loads: no news.
  #backOff(reason: AppError): number {
    this.#failures += 1;
    if (this.#failures === newsFrom)
      this.#logger.warn({ err: reason }, "dropped out of its consumer group");
    else this.#logger.debug({ err: reason }, "rejoining its consumer group");
    return backoffMs(this.#failures, { baseMs: 100, capMs: 5000, floorMs: 50 });
  }

  #takeOver(partitions: readonly number[]): void {
    this.#assigned = partitions;
    for (const [partition, { timer }] of this.#rests) {
      if (partitions.includes(partition)) continue;
      clearTimeout(timer);
      this.#rests.delete(partition);
    }
    this.#notifyMember();
  }

  async #handle(payload: EachBatchPayload, hold: BatchHold): Promise<void> {
    const { partition } = payload.batch;
    const mayTake = () => !this.#isHeld(partition);
    const suspect = this.#rests.get(partition)?.standstill.suspect();
    const halt = await handleFetched(
      { ...this.#deps, logger: this.#logger, mayTake, suspect },
      payload,
      hold,
    );
    if (halt) this.#rest(partition, halt);
    else if (mayTake()) this.#rests.delete(partition);
  }

  #rest(partition: number, { offset, outage }: Halt): void {
    if (!this.#member) return;
    const standstill = this.#rests.get(partition)?.standstill ?? new Standstill();
    const { restMs, failures, isToBeSaid } = standstill.note(offset, outage);
    if (isToBeSaid) this.#logger.warn({ err: outage, partition, failures }, "resting a partition");
    const timer = setTimeout(() => {
      rest.isOver = true;
      this.#notifyMember();
    }, restMs);
    const rest: Rest = { standstill, isOver: false, timer };
    this.#rests.set(partition, rest);
    this.#notifyMember();
  }

  #isHeld(partition: number): boolean {
    return this.#isPaused || this.#rests.get(partition)?.isOver === false;
  }

  #notifyMember(): void {
    const [held, free] = [true, false].map((wanted) =>
      this.#assigned.filter((partition) => this.#isHeld(partition) === wanted),
    );
    this.#member?.pause(held ?? []);
    this.#member?.resume(free ?? []);
  }
}

/** How a group is called on the broker, for this topic. */
export function kafkaGroupId(topic: Pick<Topic<unknown>, "name">, group: string): string {
  return `${group}.${topic.name}`;
}
