import { AppError, type Logger } from "@fieldwork/runtime";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { BullmqLanes } from "./bullmq-lanes.ts";
import type { LaneSettings, Lanes } from "./lanes.ts";

export interface RedisLanesOptions extends LaneSettings {
  redisUrl: string;
  /** The prefix of this installation's keys. In braces for a cluster, as the default is. */
  prefix?: string | undefined;
  logger: Logger;
}

const connectionOptions = {
  lazyConnect: true,
  // A server that has stopped replying is given up; BZPOPMIN alone is silent for 5 s.
  socketTimeout: 10_000,
  retryStrategy: (times: number) => Math.min(50 * 2 ** times, 1000),
};
// Nobody reads BullMQ's events; each of its streams is kept as short as trimming allows.
const eventsKept = 100;

/**
 * Lanes on Redis 6.2 or newer. Three connections serve all lanes, and each lane that is worked on has
 * one more to wait on. Calls fail while Redis is unavailable; what workers have to report waits until
 * it is back.
 */
export function createRedisLanes({
  redisUrl,
  prefix = "{fieldwork}",
  logger,
  ...settings
}: RedisLanesOptions): Lanes {
  // Redis refuses a name with a space in it, and the client says nothing.
  const connectionName = `fieldwork-lanes:${prefix}`;
  const asking = new Redis(redisUrl, {
    ...{ ...connectionOptions, connectionName },
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  });
  const working = new Redis(redisUrl, {
    ...{ ...connectionOptions, connectionName },
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

/** Logged once, in place of BullMQ's own warning, which each of its objects prints to the console. */
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
