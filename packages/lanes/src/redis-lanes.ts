import { AppError, type Logger } from "@fieldwork/runtime";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { BullmqLanes } from "./bullmq-lanes.ts";
import type { LaneSettings, Lanes } from "./lanes.ts";

export interface RedisLanesOptions extends LaneSettings {
  redisUrl: string;
  /** What this installation's keys begin with. In braces for a cluster, which it is unless told. */
  prefix?: string | undefined;
  logger: Logger;
}

const connectionOptions = {
  lazyConnect: true,
  // A server that has stopped answering is left; BZPOPMIN alone is silent for 5 s.
  socketTimeout: 10_000,
  retryStrategy: (times: number) => Math.min(50 * 2 ** times, 1000),
};
// Nobody reads BullMQ's events; each of its streams is kept to the least that trimming leaves.
const eventsKept = 100;

/**
 * Lanes on Redis 6.2 or newer. Three connections serve all lanes and each worked lane has one more to
 * wait on. Calls fail while Redis is away; what workers have to tell waits until it is back.
 */
export function createRedisLanes({
  redisUrl,
  prefix = "{fieldwork}",
  logger,
  ...settings
}: RedisLanesOptions): Lanes {
  const asking = new Redis(redisUrl, {
    ...connectionOptions,
    connectionName: "fieldwork lanes",
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  });
  const working = new Redis(redisUrl, {
    ...connectionOptions,
    connectionName: "fieldwork lanes",
    maxRetriesPerRequest: null,
  });
  for (const connection of [asking, working]) {
    // Each of BullMQ's objects listens to the connection.
    connection.setMaxListeners(0);
    connection.on("error", (err) => logger.debug({ err }, "Redis connection error"));
  }
  const shared = { prefix, skipVersionCheck: true };
  return new BullmqLanes({
    ...settings,
    logger,
    backend: {
      async start() {
        try {
          await Promise.all([connect(asking), connect(working)]);
          await checkServer(asking, logger);
        } catch (cause) {
          asking.disconnect();
          working.disconnect();
          throw unavailable(cause);
        }
      },
      async stop() {
        asking.disconnect();
        working.disconnect();
      },
      ping: () => asking.ping(),
      createQueue: (name) =>
        new Queue(name, {
          ...shared,
          connection: asking,
          streams: { events: { maxLen: eventsKept } },
        }),
      createWorker: (name, run, options) =>
        new Worker(name, run, { ...options, ...shared, connection: working }),
    },
  });
}

async function connect(connection: Redis): Promise<void> {
  if (connection.status === "wait" || connection.status === "end") await connection.connect();
}

/** Said once, and in place of BullMQ's own warning, which goes to the console from each object. */
async function checkServer(connection: Redis, logger: Logger): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await connection.info("memory"))?.[1];
  if (policy === undefined || policy === "noeviction") return;
  logger.warn(
    { policy },
    "Redis may evict wake-ups and admission under this maxmemory-policy: set it to noeviction",
  );
}

function unavailable(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError("Redis cannot be reached", {
    code: "backend_unavailable",
    retryable: true,
    cause,
  });
}
