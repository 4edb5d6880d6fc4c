import type { Service } from "@fieldwork/runtime";
import { Queue } from "bullmq";
import { Redis } from "ioredis";

/** The queues of lanes on Redis as BullMQ has them, for whoever only looks at them. */
export interface LaneQueues extends Service {
  of(lane: string): Queue;
}

/** Where the queues of `createRedisLanes` are. */
export interface LaneQueuesAt {
  redisUrl: string;
  prefix?: string | undefined;
}

/** Connects with the first question. While Redis is away, questions fail at once. */
export function createLaneQueues({ redisUrl, prefix = "{fieldwork}" }: LaneQueuesAt): LaneQueues {
  const connection = new Redis(redisUrl, {
    ...{ lazyConnect: true, connectionName: "fieldwork queues", maxRetriesPerRequest: 1 },
  });
  connection.setMaxListeners(0);
  // Whoever asks hears of it.
  connection.on("error", () => undefined);
  const opened = new Map<string, Queue>();
  return {
    name: "lane queues",
    async start() {},
    of(lane) {
      const queue =
        opened.get(lane) ?? new Queue(lane, { connection, prefix, skipVersionCheck: true });
      if (!opened.has(lane)) queue.on("error", () => undefined);
      opened.set(lane, queue);
      return queue;
    },
    async stop() {
      connection.disconnect();
    },
  };
}
