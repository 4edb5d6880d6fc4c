import { delay, type Logger } from "@fieldwork/runtime";
import { type Consumer, type EachBatchPayload, PartitionAssigners } from "kafkajs";
import { connectRetry, createKafkaClient, type KafkaConnection } from "./kafka-client.ts";
import { errorFromKafka, kafkaErrorType } from "./kafka-errors.ts";

export interface GroupMemberOptions extends KafkaConnection {
  groupId: string;
  topic: string;
  /** A member that the broker has not heard of for this long loses its partitions. */
  sessionTimeoutMs: number;
  /** How long the group waits for a member's batches when others come and go. */
  rebalanceTimeoutMs: number;
  logger: Logger;
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
  /** False: the group has assigned partitions anew, so that a commit would claim what is another's. */
  isCurrent(): boolean;
}

const maxWaitMs = 250;
const maxBytesPerPartition = 256 * 1024;
const maxBytes = 4 * 1024 * 1024;
const beatsPerSession = 10;
const maxConcurrentPartitions = 64;
const abortedGraceMs = 5000;

/**
 * One membership of a group, from joining to leaving; it is not used again. kafkajs fetches, hands each
 * partition's batch over, all side by side, and fetches again when all are done. It rejoins by itself
 * after a rebalance; from a crash it does not come back.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #consumer: Consumer;
  readonly #running = new Set<AbortController>();
  #joining: Promise<void> = Promise.resolve();
  #joins = 0;
  #isRebalancing = false;
  #hasJoined = false;
  #hasCrashed = false;
  #isClosing = false;
  #heardAt = performance.now();

  constructor(options: GroupMemberOptions) {
    const { groupId, sessionTimeoutMs, rebalanceTimeoutMs, logger } = options;
    this.#options = options;
    this.#consumer = createKafkaClient(options, logger).consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: sessionTimeoutMs / beatsPerSession,
      maxWaitTimeInMs: maxWaitMs,
      maxBytesPerPartition,
      maxBytes,
      allowAutoTopicCreation: false,
      retry: { ...connectRetry, restartOnFailure: async () => false },
      partitionAssigners: [
        (config) => {
          const assigner = PartitionAssigners.roundRobin(config);
          return {
            ...assigner,
            protocol: (subscription) => {
              this.#leaveGeneration();
              return assigner.protocol(subscription);
            },
          };
        },
      ],
    });
    this.#listen();
  }

  /** Connects and asks to join; resolves before the group has let it in. */
  async start(): Promise<void> {
    const { topic } = this.#options;
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    } catch (error) {
      throw errorFromKafka(error);
    }
    this.#joining = this.#consumer
      .run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: maxConcurrentPartitions,
        eachBatch: (payload) => this.#handle(payload),
      })
      .catch(() => this.#crash());
  }

  /** Whether the group counts on it. */
  isInGroup(): boolean {
    const { sessionTimeoutMs } = this.#options;
    return this.#hasJoined && !this.isLost() && this.#silentMs() < sessionTimeoutMs;
  }

  /** Whether it will never take part again: it crashed, or hangs for longer than any rebalance may take. */
  isLost(): boolean {
    const { sessionTimeoutMs, rebalanceTimeoutMs } = this.#options;
    return this.#hasCrashed || this.#silentMs() > 2 * sessionTimeoutMs + rebalanceTimeoutMs;
  }

  pause(partitions: readonly number[]): void {
    if (!this.#hasJoined || partitions.length === 0) return;
    this.#consumer.pause([{ topic: this.#options.topic, partitions: [...partitions] }]);
  }

  resume(partitions: readonly number[]): void {
    if (!this.#hasJoined || partitions.length === 0) return;
    this.#consumer.resume([{ topic: this.#options.topic, partitions: [...partitions] }]);
  }

  /** Finishes what is under way and leaves the group; after `graceMs` tells the handlers to give up. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const left = this.#leave();
    const timeUp = new AbortController();
    await Promise.race([left, delay(graceMs, timeUp.signal)]);
    for (const batch of this.#running) batch.abort();
    await Promise.race([left, delay(abortedGraceMs, timeUp.signal)]);
    timeUp.abort();
  }

  async #leave(): Promise<void> {
    const { logger } = this.#options;
    try {
      await this.#consumer.disconnect();
      // kafkajs does not call a join off: it has to be left once it is through.
      await this.#joining;
      await this.#consumer.disconnect();
    } catch (err) {
      logger.debug({ err }, "the group will notice by the lapsed session");
    }
  }

  #listen(): void {
    const { topic, onAssigned } = this.#options;
    const { events } = this.#consumer;
    this.#consumer.on(events.HEARTBEAT, () => this.#hear());
    this.#consumer.on(events.CRASH, () => this.#crash());
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#hear();
      this.#isRebalancing = false;
      this.#hasJoined = true;
      onAssigned(payload.memberAssignment[topic] ?? []);
    });
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
    if (this.#isClosing && !payload.isRunning()) return;
    const { sessionTimeoutMs, onBatch } = this.#options;
    const controller = new AbortController();
    const joins = this.#joins;
    this.#running.add(controller);
    const beat = setInterval(() => {
      if (this.#silentMs() > sessionTimeoutMs) controller.abort();
      payload.heartbeat().catch((error: unknown) => this.#missBeat(error, controller));
    }, sessionTimeoutMs / beatsPerSession);
    try {
      await onBatch(payload, {
        signal: controller.signal,
        isCurrent: () => joins === this.#joins,
        mayGoOn: () => !this.#isRebalancing && !this.#isClosing && !controller.signal.aborted,
      });
    } finally {
      clearInterval(beat);
      this.#running.delete(controller);
    }
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
    for (const batch of this.#running) batch.abort();
  }

  #hear(): void {
    this.#heardAt = performance.now();
  }

  #silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  #crash(): void {
    if (this.#hasCrashed) return;
    this.#hasCrashed = true;
    this.#options.onCrash();
  }
}
