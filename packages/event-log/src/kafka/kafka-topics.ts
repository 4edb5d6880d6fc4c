import { AppError, delay, type Logger } from "@fieldwork/runtime";
import kafkajs, { type Admin } from "kafkajs";
import { createKafkaClient, type KafkaConnection } from "./kafka-client.ts";
import { errorFromKafka, kafkaErrorType } from "./kafka-errors.ts";

export interface CreateTopicsOptions extends KafkaConnection {
  topics: readonly string[];
  /** Of each topic: as many members of a group can share its work. */
  partitions: number;
  /** Copies of each event; 3 on a cluster of three brokers or more. */
  replicationFactor: number;
  retentionDays?: number | undefined;
  logger: Logger;
}

const dayMs = 86_400_000;
const defaultRetentionDays = 7;
const becomesKnownMs = 10_000;
const unknownYet = new Set([
  "UNKNOWN_TOPIC_OR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
]);

/**
 * Brings topics to the state asked for: makes those that are missing, adds partitions, sets the
 * retention; resolves when they can be used. Never removes anything. May run again, and in several
 * processes at once.
 *
 * @throws AppError `log_unavailable`, or `config_invalid` when the broker refuses for good.
 */
export async function createTopics(options: CreateTopicsOptions): Promise<void> {
  const { topics, retentionDays = defaultRetentionDays, logger } = options;
  const retentionMs = String(Math.round(retentionDays * dayMs));
  const admin = createKafkaClient(options, logger).admin();
  try {
    await admin.connect();
    for (const topic of topics) {
      await onceKnown(() => createTopic(admin, topic, { ...options, retentionMs }));
      await onceKnown(() => addPartitions(admin, topic, options));
      await onceKnown(() => setRetention(admin, topic, retentionMs));
      await onceKnown(() => admin.fetchTopicOffsets(topic));
    }
  } catch (error) {
    throw errorFromKafka(error);
  } finally {
    await admin.disconnect().catch((err: unknown) => logger.debug({ err }, "was away already"));
  }
}

/** @throws AppError `config_invalid` that says how to make the topic. */
export async function ensureTopicExists(admin: Admin, topic: string): Promise<void> {
  const existing = await admin.listTopics();
  if (existing.includes(topic)) return;
  throw new AppError(`topic ${topic} does not exist; create it with: npx fieldwork prepare`, {
    code: "config_invalid",
    retryable: false,
    details: { topic },
  });
}

async function createTopic(
  admin: Admin,
  topic: string,
  {
    partitions,
    replicationFactor,
    retentionMs,
  }: { partitions: number; replicationFactor: number; retentionMs: string },
): Promise<void> {
  await admin.createTopics({
    topics: [
      {
        topic,
        numPartitions: partitions,
        replicationFactor,
        configEntries: [{ name: "retention.ms", value: retentionMs }],
      },
    ],
  });
}

async function addPartitions(
  admin: Admin,
  topic: string,
  { partitions, logger }: CreateTopicsOptions,
): Promise<void> {
  const described = await admin.fetchTopicMetadata({ topics: [topic] });
  const before = described.topics[0]?.partitions.length ?? 0;
  if (before >= partitions) return;
  try {
    await admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] });
    // Events of one key published before and after may overtake one another.
    logger.warn({ topic, before, partitions }, "partitions were added");
  } catch (error) {
    // Another process was faster.
    if (kafkaErrorType(error) !== "INVALID_PARTITIONS") throw error;
  }
}

/** Kafka's AlterConfigs resets whatever it is not given, so existing settings are sent again. */
async function setRetention(admin: Admin, topic: string, retentionMs: string): Promise<void> {
  const { ConfigResourceTypes, ConfigSource } = kafkajs;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  const standing = (resources[0]?.configEntries ?? [])
    .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
    .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
  if (standing.some(({ name, value }) => name === "retention.ms" && value === retentionMs)) return;
  const others = standing.filter(({ name }) => name !== "retention.ms");
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: [...others, { name: "retention.ms", value: retentionMs }],
      },
    ],
  });
}

/** A topic that was just made is not known to every broker at once, nor are its leaders ready. */
async function onceKnown<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + becomesKnownMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const type = kafkaErrorType(error);
      if (type === undefined || !unknownYet.has(type) || performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}
