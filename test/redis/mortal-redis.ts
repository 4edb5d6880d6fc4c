import { type LocalServer, startLocalBackends } from "@fieldwork/infra/local";
import { testLogger } from "@fieldwork/runtime/testing";
import { Redis } from "ioredis";

/** What a killed Redis still knows. */
export type Memory = "all its data" | "its data of a moment ago" | "nothing";

/** A Redis of a test's own, to be frozen, killed and started again on its port. */
export interface MortalRedis {
  redisUrl: string;
  server: LocalServer;
  /** Marks the moment to which a later kill may take it back. */
  note(): Promise<void>;
  kill(memory: Memory): Promise<void>;
  stop(): Promise<void>;
}

type StoredKey = [key: string, ttlMs: number, dump: Buffer];

export async function startMortalRedis(): Promise<MortalRedis> {
  const backends = await startLocalBackends({ need: ["redis"], given: {}, logger: testLogger() });
  const { redisUrl, servers } = backends;
  const server = servers.redis;
  if (!server) throw new Error("a Redis of our own was asked for");
  let noted: StoredKey[] = [];

  /** Takes it back in one transaction that holds all clients off, so that it dies knowing just that. */
  async function takeBack(stored: readonly StoredKey[]): Promise<void> {
    await connected(redisUrl, async (redis) => {
      const change = redis.multi().flushall();
      for (const [key, ttlMs, dump] of stored) change.restore(key, Math.max(0, ttlMs), dump);
      await change.call("CLIENT", "PAUSE", "60000", "ALL").exec();
    });
  }

  return {
    redisUrl,
    server,
    async note() {
      noted = await connected(redisUrl, readAll);
    },
    async kill(memory) {
      if (memory !== "all its data") await takeBack(memory === "nothing" ? [] : noted);
      await server.signal("SIGKILL");
    },
    stop: () => backends.stop(),
  };
}

async function readAll(redis: Redis): Promise<StoredKey[]> {
  const keys = await redis.keys("*");
  const stored = keys.map(async (key): Promise<StoredKey[]> => {
    const [ttlMs, dump] = [await redis.pttl(key), await redis.dumpBuffer(key)];
    return dump ? [[key, ttlMs, dump]] : [];
  });
  return (await Promise.all(stored)).flat();
}

async function connected<T>(redisUrl: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
