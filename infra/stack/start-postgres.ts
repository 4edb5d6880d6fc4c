import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Logger } from "@fieldwork/runtime";
import {
  createPostgresServer,
  type PostgresServer,
  prepareServerBinaries,
  serverBinariesIn,
  serverUser,
} from "@fieldwork/store/embedded";
import { freePort } from "../local/free-port.ts";

export interface StartPostgresOptions {
  /** Contains its data. */
  folder: string;
  /** The folder with `initdb` and `postgres`; by default those that are packaged. */
  binDir?: string | undefined;
  logger: Logger;
}

/** A durable PostgreSQL with temporary data, which ends with this process, however it ends. */
export async function startPostgres({
  folder,
  binDir,
  logger,
}: StartPostgresOptions): Promise<PostgresServer> {
  const user = serverUser();
  const server = createPostgresServer({
    dir: join(folder, "postgres"),
    binaries:
      binDir === undefined
        ? await prepareServerBinaries(user ? join(folder, "binaries") : undefined)
        : serverBinariesIn(binDir),
    user,
    // Kept over a restart, so that the services find it again.
    port: await freePort(),
    logger,
  });
  await server.start();
  endWithUs(join(folder, "postgres", "data", "postmaster.pid"));
  return server;
}

/** The server runs detached. When our end of the pipe is gone, whoever holds the data folder is ended. */
function endWithUs(pidFile: string): void {
  const script = 'while read -r _; do :; done; kill -QUIT "$(head -n 1 "$0")" 2>/dev/null';
  const guard = spawn("sh", ["-c", script, pidFile], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  // It waits for our end, so we must not wait for its.
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
}
