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
  if (!servers.redis) throw new Error("a Redis of our own was asked for");
  return { ...mortalRedis(redisUrl, servers.redis), stop: () => backends.stop() };
}

/** The same of a Redis that somebody else stops. */
export function mortalRedis(redisUrl: string, server: LocalServer): Omit<MortalRedis, "stop"> {
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
  };
}

/** In one script: all of one moment, whoever writes meanwhile. */
const readAllScript = `
local stored = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  stored[#stored + 1] = { key, redis.call('PTTL', key), redis.call('DUMP', key) }
end
return stored`;

async function readAll(redis: Redis): Promise<StoredKey[]> {
  const stored = await redis.callBuffer("EVAL", readAllScript, "0");
  return (stored as [Buffer, number, Buffer][]).map(([key, ttlMs, dump]) => [
    key.toString(),
    ttlMs,
    dump,
  ]);
}

async function connected<T>(redisUrl: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
