import type { Logger } from "@fieldwork/runtime";
import { Kafka, type LogEntry, logLevel, type RetryOptions } from "kafkajs";
import { quietRequestQueue } from "./quiet-request-queue.ts";

export interface KafkaConnection {
  /** Each `host:port`. */
  brokers: readonly string[];
  /** Shown in the broker's logs and quotas. */
  clientId?: string | undefined;
}

/** Stated in full: kafkajs has other defaults in tests. About four seconds in all. */
export const connectRetry = {
  initialRetryTime: 100,
  factor: 0.2,
  multiplier: 2,
  maxRetryTime: 1000,
  retries: 6,
} satisfies RetryOptions;

const requestTimeoutMs = 10_000;
const connectionTimeoutMs = 3000;

/**
 * A client with connections of its own. Consumers must not share one: kafkajs keeps what a group has
 * committed in the client, and one consumer's rejoining would wipe it for the others.
 */
export function createKafkaClient(
  { brokers, clientId = "fieldwork" }: KafkaConnection,
  logger: Logger,
): Kafka {
  quietRequestQueue();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: connectRetry,
    logLevel: logger.isLevelEnabled("debug") ? logLevel.INFO : logLevel.WARN,
    logCreator: () => (entry) => writeLogEntry(entry, logger),
  });
}

/**
 * kafkajs reports each step of every recovery, mostly as an error; that is only for debugging, because
 * what could not be recovered reaches us and is logged where it is handled. Only what a group member
 * finds out by itself would otherwise reach nobody: offsets that are gone, foreign topics.
 */
function writeLogEntry({ namespace, level, log }: LogEntry, logger: Logger): void {
  const { message, groupId, topic, partition, error, broker } = log;
  const fields = { said: message, namespace, groupId, topic, partition, broker, reason: error };
  if (namespace === "ConsumerGroup" && level <= logLevel.WARN) logger.warn(fields, "kafkajs warns");
  else logger.debug(fields, "kafkajs says");
}
