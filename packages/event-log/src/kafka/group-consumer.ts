import type { Logger } from "@fieldwork/runtime";
import { type Consumer, PartitionAssigners } from "kafkajs";
import { connectRetry, createKafkaClient, type KafkaConnection } from "./kafka-client.ts";

export interface GroupConsumerOptions extends KafkaConnection {
  groupId: string;
  /** A member that the broker has not heard of for this long loses its partitions. */
  sessionTimeoutMs: number;
  /** How long the group waits for a member's batches when others come and go. */
  rebalanceTimeoutMs: number;
  heartbeatMs: number;
  logger: Logger;
  /** It asks for a new generation: what was assigned before is assigned no more. */
  onJoining: () => void;
}

const maxWaitMs = 250;
const maxBytesPerPartition = 256 * 1024;
const maxBytes = 4 * 1024 * 1024;

/** kafkajs's consumer as our groups use it: it never creates a topic, and from a crash it does not come back. */
export function createGroupConsumer(options: GroupConsumerOptions): Consumer {
  const { groupId, sessionTimeoutMs, rebalanceTimeoutMs, heartbeatMs, logger } = options;
  return createKafkaClient(options, logger).consumer({
    groupId,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    heartbeatInterval: heartbeatMs,
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
          // kafkajs asks for it whenever it is about to join, the first time or again.
          protocol: (subscription) => {
            options.onJoining();
            return assigner.protocol(subscription);
          },
        };
      },
    ],
  });
}
