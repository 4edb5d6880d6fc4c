import { freePort } from "./free-port.ts";
import type { ServerSpec } from "./local-server.ts";
import { pingRedis } from "./probe.ts";

const settings = [
  ...["--appendonly", "yes"],
  ...["--appendfsync", "everysec"],
  ...["--save", ""],
  // BullMQ's demand: a queue that evicts loses jobs.
  ...["--maxmemory-policy", "noeviction"],
];

export const redisImage = "redis:7-alpine";

export interface RedisSpec extends ServerSpec {
  url: string;
}

export async function redisSpec(folder: string, dockerContainer?: string): Promise<RedisSpec> {
  const port = await freePort();
  const common = {
    name: "Redis",
    folder,
    url: `redis://127.0.0.1:${port}`,
    probe: () => pingRedis(port),
  };
  if (dockerContainer === undefined) {
    const where = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder];
    return { ...common, command: "redis-server", args: [...where, ...settings] };
  }
  const publish = ["--publish", `127.0.0.1:${port}:6379`];
  return {
    ...common,
    command: "docker",
    args: ["run", "--name", dockerContainer, ...publish, redisImage, "redis-server", ...settings],
    container: {
      name: dockerContainer,
      restartArgs: ["start", "--attach", dockerContainer],
    },
  };
}
