import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@fieldwork/runtime";
import { createPostgresServer, prepareServerBinaries, serverUser } from "@fieldwork/store/embedded";

/** One PostgreSQL for the whole test run; each test file makes a database of its own in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const user = serverUser();
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-test-"));
  await chmod(dir, 0o755);
  const binaries = await prepareServerBinaries(user ? join(dir, "binaries") : undefined);
  const logger = createLogger({ service: "test", level: "warn" });
  const server = createPostgresServer({
    dir: join(dir, "server"),
    binaries,
    user,
    logger,
    durable: false,
  });
  await server.start();
  process.env.FIELDWORK_TEST_POSTGRES = server.url("postgres");
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
