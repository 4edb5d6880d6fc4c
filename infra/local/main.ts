import { once } from "node:events";
import { join } from "node:path";
import { createLogger } from "@fieldwork/runtime";
import { type BackendName, startLocalBackends } from "./start-local-backends.ts";

/**
 * Starts Redis and Kafka and prints where they are, in the form that a shell or an .env file takes:
 * `node infra/local/main.ts [redis] [kafka]`, by default both. Runs until it is interrupted.
 */
const asked = process.argv.slice(2).filter((name): name is BackendName => isBackend(name));
const { REDIS_URL, KAFKA_BROKERS, XDG_CACHE_HOME } = process.env;
const backends = await startLocalBackends({
  need: asked.length > 0 ? asked : ["redis", "kafka"],
  given: { redisUrl: REDIS_URL, kafkaBrokers: KAFKA_BROKERS },
  cacheFolder: XDG_CACHE_HOME ? join(XDG_CACHE_HOME, "fieldwork") : undefined,
  logger: createLogger({ service: "local backends", level: "info" }),
});
if (backends.redisUrl) process.stdout.write(`REDIS_URL=${backends.redisUrl}\n`);
if (backends.kafkaBrokers) process.stdout.write(`KAFKA_BROKERS=${backends.kafkaBrokers}\n`);
const interrupted = new AbortController();
await Promise.race([once(process, "SIGINT", interrupted), once(process, "SIGTERM", interrupted)]);
interrupted.abort();
await backends.stop();

function isBackend(name: string): boolean {
  return name === "redis" || name === "kafka";
}
