import { AppError, delay, type Logger } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import type { Admin } from "kafkajs";
import { encodeEvents } from "../encode-events.ts";
import type { EventLog } from "../event-log.ts";
import { keepRefused, sortResults } from "../refused-events.ts";
import { countKafkaLag } from "./count-kafka-lag.ts";
import { createKafkaClient, type KafkaConnection } from "./kafka-client.ts";
import { fromKafka, kafkaErrorType, kafkaWithin } from "./kafka-errors.ts";
import { createKafkaPublisher } from "./kafka-publisher.ts";
import { KafkaSubscription } from "./kafka-subscription.ts";
import { ensureTopicExists } from "./kafka-topics.ts";

export interface KafkaEventLogOptions extends KafkaConnection {
  /** Where dead letters are kept, in the tables of `eventLogMigrations`. */
  database: Db;
  logger: Logger;
  /** A member that the broker has not heard of for this long loses its partitions. */
  sessionTimeoutMs?: number;
  /** How long a group waits for a member's batches when members come and go. */
  rebalanceTimeoutMs?: number;
  publishTimeoutMs?: number;
  /** Stopping waits this long for handlers before it fires their signal. */
  stopTimeoutMs?: number;
}

const checkTimeoutMs = 1500;
const closeTimeoutMs = 2000;

/** The log on Apache Kafka. Topics must exist before they are used: see `createTopics`. */
export function createKafkaEventLog(options: KafkaEventLogOptions): EventLog {
  const { logger, publishTimeoutMs = 30_000, stopTimeoutMs = 4000 } = options;
  const { sessionTimeoutMs = 30_000, rebalanceTimeoutMs = 60_000 } = options;
  const admin = createKafkaClient(options, logger).admin();
  const publisher = createKafkaPublisher({ ...options, publishTimeoutMs });
  const subscriptions = new Set<Pick<KafkaSubscription<never>, "stop" | "isInGroup" | "stuckBy">>();
  const existing = new Set<string>();
  const probe = createProbe(admin);
  // To kafkajs, a question asked while it connects is a reason to connect again.
  let isConnected = false;

  async function ensureTopic(name: string): Promise<void> {
    if (existing.has(name)) return;
    await fromKafka(ensureTopicExists(admin, name));
    existing.add(name);
  }

  return {
    name: "event log",
    async start() {
      await fromKafka(admin.connect());
      await publisher.start();
      isConnected = true;
    },
    async stop() {
      isConnected = false;
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      subscriptions.clear();
      await letClose([publisher.stop(), admin.disconnect()]);
    },
    async publish(topic, events) {
      if (events.length === 0) return;
      const { encoded, refused } = encodeEvents(topic, events);
      await ensureTopic(topic.name);
      const sent = sortResults(encoded, await publisher.publish(topic.name, encoded));
      await keepRefused(options, topic.name, [...refused, ...sent.refused]);
    },
    async subscribe(topic, subscribeOptions) {
      await ensureTopic(topic.name);
      const subscription = new KafkaSubscription({
        ...options,
        topic,
        options: subscribeOptions,
        sessionTimeoutMs,
        rebalanceTimeoutMs,
        stopTimeoutMs,
      });
      await subscription.start();
      subscriptions.add(subscription);
      return {
        pause: () => subscription.pause(),
        resume: () => subscription.resume(),
        async stop() {
          subscriptions.delete(subscription);
          await subscription.stop();
        },
      };
    },
    async lag(topic, group) {
      await ensureTopic(topic.name);
      try {
        return await countKafkaLag(admin, topic, group);
      } catch (error) {
        // kafkajs keeps an admin's view of the cluster until it connects again.
        if (kafkaErrorType(error) === "NOT_LEADER_FOR_PARTITION") {
          await admin.disconnect();
          await admin.connect();
        }
        throw error;
      }
    },
    async check() {
      if (!isConnected) throw unavailable("the log is not connected");
      await probe();
      for (const subscription of subscriptions) assertGoesOn(subscription);
    },
  };
}

function assertGoesOn(subscription: Pick<KafkaSubscription<never>, "isInGroup" | "stuckBy">): void {
  if (!subscription.isInGroup()) throw unavailable("a subscription is not in its group");
  const reason = subscription.stuckBy();
  if (reason) throw reason;
}

function unavailable(message: string): AppError {
  return new AppError(message, { code: "log_unavailable", retryable: true });
}

/** While the broker is away a question takes seconds to fail: one for all who ask meanwhile. */
function createProbe(admin: Admin): () => Promise<void> {
  let asked: Promise<unknown> | undefined;
  return async () => {
    asked ??= admin.describeCluster().finally(() => {
      asked = undefined;
    });
    await fromKafka(kafkaWithin(checkTimeoutMs, asked));
  };
}

/** kafkajs waits for requests under way, and one whose connection broke may never end. */
async function letClose(closing: readonly Promise<void>[]): Promise<void> {
  const timeUp = new AbortController();
  await Promise.race([Promise.all(closing), delay(closeTimeoutMs, timeUp.signal)]);
  timeUp.abort();
}
