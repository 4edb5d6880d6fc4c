import { AppError, delay } from "@fieldwork/runtime";
import type { Consumer, EachBatchPayload } from "kafkajs";
import { createGroupConsumer, type GroupConsumerOptions } from "./group-consumer.ts";
import { errorFromKafka, kafkaErrorType } from "./kafka-errors.ts";
import { OffsetCommits } from "./offset-commits.ts";

export interface GroupMemberOptions
  extends Omit<GroupConsumerOptions, "heartbeatMs" | "onJoining"> {
  topic: string;
  /** The partitions it holds from now on. */
  onAssigned: (partitions: readonly number[]) => void;
  onBatch: (payload: EachBatchPayload, hold: BatchHold) => Promise<void>;
  /** It is out of the group and will not come back. */
  onCrash: () => void;
}

/** A batch's hold on its partition. */
export interface BatchHold {
  /** Fires when the partition is lost, or is about to be given up unfinished. */
  signal: AbortSignal;
  /** False: finish what is under way and take no more, another assignment is due. */
  mayGoOn(): boolean;
  /** Everything before this offset is done: committed soon, together with other partitions'. */
  finish(nextOffset: bigint): void;
}

const beatsPerSession = 10;
// Members learn of a rebalance by their heartbeats: seldom ones would make those who join wait.
const maxHeartbeatMs = 1000;
const maxConcurrentPartitions = 64;
const abortedGraceMs = 5000;
const lookEveryMs = 10;

/**
 * One membership of a group, from joining to leaving; it is not used again. kafkajs fetches, hands each
 * partition's batch over, all side by side, and fetches again when all are done. It rejoins by itself
 * after a rebalance; from a crash it does not come back.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #consumer: Consumer;
  readonly #running = new Set<AbortController>();
  readonly #commits: OffsetCommits;
  #joining: Promise<void> = Promise.resolve();
  #joins = 0;
  #isRebalancing = false;
  #hasJoined = false;
  #crashed: AppError | undefined;
  #isClosing = false;
  #isLeaving = false;
  #heardAt = performance.now();

  constructor(options: GroupMemberOptions) {
    const { topic, logger } = options;
    this.#options = options;
    this.#commits = new OffsetCommits({
      commit: (offsets) =>
        this.#consumer.commitOffsets(offsets.map((offset) => ({ topic, ...offset }))),
      logger,
    });
    this.#consumer = createGroupConsumer({
      ...options,
      heartbeatMs: this.#heartbeatMs(),
      onJoining: () => this.#leaveGeneration(),
    });
    this.#listen();
  }

  /** Connects and asks to join; the group may take its time to let it in. */
  async start(): Promise<void> {
    const { topic } = this.#options;
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    } catch (error) {
      this.#crash(error);
      return;
    }
    this.#joining = this.#consumer
      .run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: maxConcurrentPartitions,
        eachBatch: (payload) => this.#handle(payload),
      })
      .catch((error: unknown) => this.#crash(error));
  }

  /** Whether the group counts on it. */
  isInGroup(): boolean {
    const { sessionTimeoutMs } = this.#options;
    return this.#hasJoined && this.lostBy() === undefined && this.#silentMs() < sessionTimeoutMs;
  }

  /** Why it will never take part again: it crashed, or hangs for longer than any rebalance may take. */
  lostBy(): AppError | undefined {
    if (this.#crashed) return this.#crashed;
    const { sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    if (this.#silentMs() < 2 * sessionTimeoutMs + rebalanceTimeoutMs) return undefined;
    return new AppError("the member hangs", { code: "log_unavailable", retryable: true });
  }

  pause(partitions: readonly number[]): void {
    if (partitions.length === 0) return;
    this.#tell(() => this.#consumer.pause(this.#topicPartitions(partitions)));
  }

  resume(partitions: readonly number[]): void {
    if (partitions.length === 0) return;
    this.#tell(() => this.#consumer.resume(this.#topicPartitions(partitions)));
  }

  /** Finishes what is under way and leaves the group; after `graceMs` fires the handlers' signal. */
  async close(graceMs: number): Promise<void> {
    this.#tell(() => this.#consumer.pause([{ topic: this.#options.topic }]));
    this.#isClosing = true;
    const timeUp = new AbortController();
    const grace = delay(graceMs, timeUp.signal);
    // A member that disconnects while it joins is counted on until its session lapses.
    await Promise.race([this.#joining, grace]);
    await Promise.race([this.#commitLast(timeUp.signal), grace]);
    this.#isLeaving = true;
    const left = this.#consumer.disconnect().catch((err: unknown) => {
      this.#options.logger.debug(
        { err },
        "could not leave the group; it will notice when the session expires",
      );
    });
    await Promise.race([left, grace]);
    for (const batch of this.#running) batch.abort();
    await Promise.race([left, delay(abortedGraceMs, timeUp.signal)]);
    timeUp.abort();
    this.#commits.drop();
  }

  async #commitLast(signal: AbortSignal): Promise<void> {
    while (this.#running.size > 0 && !signal.aborted) await delay(lookEveryMs, signal);
    await this.#commits.flush();
  }

  #topicPartitions(partitions: readonly number[]) {
    return [{ topic: this.#options.topic, partitions: [...partitions] }];
  }

  #tell(what: () => void): void {
    if (!this.#hasJoined || this.#isClosing) return;
    try {
      what();
    } catch (err) {
      // It crashed just now; the next member is told.
      this.#options.logger.debug({ err }, "is not in its consumer group");
    }
  }

  #listen(): void {
    const { topic, onAssigned } = this.#options;
    const { events } = this.#consumer;
    this.#consumer.on(events.HEARTBEAT, () => this.#hear());
    this.#consumer.on(events.CRASH, ({ payload }) => this.#crash(payload.error));
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#hear();
      this.#isRebalancing = false;
      this.#hasJoined = true;
      if (!this.#isClosing) onAssigned(payload.memberAssignment[topic] ?? []);
    });
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
    if (this.#isClosing) return this.#refuse(payload);
    const { partition } = payload.batch;
    const { sessionTimeoutMs, onBatch } = this.#options;
    const controller = new AbortController();
    const joins = this.#joins;
    this.#running.add(controller);
    const beat = setInterval(() => {
      if (this.#silentMs() > sessionTimeoutMs) controller.abort();
      payload.heartbeat().catch((error: unknown) => this.#missBeat(error, controller));
    }, this.#heartbeatMs());
    try {
      await onBatch(payload, {
        signal: controller.signal,
        finish: (nextOffset) => {
          // The group has assigned partitions again: a commit could claim somebody else's.
          if (joins !== this.#joins) return;
          // Kafka expects the next offset, kafkajs the last one that is done.
          payload.resolveOffset((nextOffset - 1n).toString());
          this.#commits.finish(partition, nextOffset);
        },
        mayGoOn: () => !this.#isRebalancing && !this.#isClosing && !controller.signal.aborted,
      });
    } finally {
      clearInterval(beat);
      this.#running.delete(controller);
    }
    if (this.#isRebalancing) await this.#commits.flush();
  }

  /** A batch for a member that was given up, and that kafkajs keeps going: makes it crash. */
  #refuse(payload: EachBatchPayload): void {
    if (!payload.isRunning() || !this.#isLeaving) return;
    throw new AppError("the member is closed", { code: "stopped", retryable: false });
  }

  #missBeat(error: unknown, controller: AbortController): void {
    switch (kafkaErrorType(error)) {
      case "REBALANCE_IN_PROGRESS":
        this.#isRebalancing = true;
        return;
      case "UNKNOWN_MEMBER_ID":
      case "ILLEGAL_GENERATION":
      case "FENCED_INSTANCE_ID":
        controller.abort();
        return;
      default:
        this.#options.logger.debug({ err: error }, "heartbeat failed");
    }
  }

  /** A new generation is asked for: what was assigned before is assigned no more. */
  #leaveGeneration(): void {
    this.#joins += 1;
    this.#commits.drop();
    for (const batch of this.#running) batch.abort();
  }

  #heartbeatMs(): number {
    return Math.min(maxHeartbeatMs, this.#options.sessionTimeoutMs / beatsPerSession);
  }

  #hear(): void {
    this.#heardAt = performance.now();
  }

  #silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  #crash(reason: unknown): void {
    if (this.#crashed) return;
    this.#crashed = errorFromKafka(reason);
    this.#options.onCrash();
  }
}
