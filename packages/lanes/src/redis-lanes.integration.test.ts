import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { describeLanes } from "./testing/index.ts";
import { openLanes } from "./testing/open-redis-lanes.ts";

// biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the server is.
const redisUrl = process.env.FIELDWORK_TEST_REDIS ?? "";

describeLanes("Redis", async () => {
  const prefix = `{test-${randomUUID()}}`;
  const place = `${redisUrl}#${prefix}`;
  const redis = new Redis(redisUrl, { connectionName: "test" });
  const connections = async () => {
    const list = String(await redis.call("CLIENT", "LIST", "TYPE", "normal"));
    return list.split("\n").filter((line) => /name=\S/.test(line) && line.includes(prefix));
  };
  return {
    open: (workers, settings) => openLanes(place, workers, settings),
    process: {
      module: new URL("./testing/open-redis-lanes.ts", import.meta.url).pathname,
      argument: place,
    },
    async countSessions() {
      return (await connections()).length;
    },
    async countStored(lane) {
      return (await redis.keys(`${prefix}:${lane}:*`)).length;
    },
    async interrupt() {
      for (const line of await connections()) {
        const id = /^id=(\d+)/.exec(line)?.[1];
        if (id) await redis.call("CLIENT", "KILL", "ID", id);
      }
    },
    async close() {
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(keys);
      await redis.quit();
    },
  };
});
