import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalBackends, startLocalBackends } from "@fieldwork/infra/local";
import { createLogger } from "@fieldwork/runtime";
import { createPostgresServer, prepareServerBinaries, serverUser } from "@fieldwork/store/embedded";

/**
 * One PostgreSQL, one Redis and one Kafka for the whole test run; each test file makes a database,
 * key prefixes and topics of its own in them.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.FIELDWORK_TESTS === "unit") return async () => undefined;
  const user = serverUser();
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-test-"));
  await chmod(dir, 0o755);
  const logger = createLogger({ service: "test", level: "info" });
  const server = createPostgresServer({
    dir: join(dir, "server"),
    binaries: await prepareServerBinaries(user ? join(dir, "binaries") : undefined),
    user,
    logger,
    durable: false,
  });
  let backends: LocalBackends | undefined;
  const stop = async () => {
    await backends?.stop();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await server.start();
    const { REDIS_URL: redisUrl, KAFKA_BROKERS: kafkaBrokers } = process.env;
    backends = await startLocalBackends({
      need: ["redis", "kafka"],
      given: { redisUrl, kafkaBrokers },
      logger,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.FIELDWORK_TEST_POSTGRES = server.url("postgres");
  process.env.FIELDWORK_TEST_REDIS = backends.redisUrl;
  process.env.FIELDWORK_TEST_KAFKA = backends.kafkaBrokers;
  return stop;
}
