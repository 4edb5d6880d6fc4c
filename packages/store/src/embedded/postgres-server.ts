import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError, delay, type Logger, type Service } from "@fieldwork/runtime";
import pg from "pg";
import { findPostmaster, isAlive } from "./postmaster.ts";
import type { ServerBinaries, ServerUser } from "./server-binaries.ts";

export interface PostgresServerOptions {
  /** Contains the data, the password and the server's log; created if missing. */
  dir: string;
  binaries: ServerBinaries;
  user?: ServerUser | undefined;
  logger: Logger;
  /** False only if losing the data on a power failure does not matter, as in tests. */
  durable?: boolean;
  /** By default a free one. */
  port?: number | undefined;
  /** Further settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
}

export interface PostgresServer extends Service {
  /** Where to connect, with the password; valid once started. */
  url(database: string): string;
  /** True if the last start took over a server that a killed process had left running. */
  adopted(): boolean;
  pid(): number | undefined;
}

const superuser = "fieldwork";
const startTimeoutMs = 60_000;

/**
 * Our own PostgreSQL on a free loopback port. It runs detached, so that Ctrl-C reaches it only through
 * `stop()`, after the services have finished; one left behind by a kill is adopted.
 */
export function createPostgresServer(options: PostgresServerOptions): PostgresServer {
  const { dir, logger } = options;
  const dataDir = join(dir, "data");
  let password = "";
  let running: { pid: number; port: number; adopted: boolean } | undefined;

  function url(database: string): string {
    if (!running)
      throw new AppError("PostgreSQL is not running", { code: "internal", retryable: false });
    return `postgresql://${superuser}:${password}@127.0.0.1:${running.port}/${database}`;
  }

  return {
    name: "postgres",
    url,
    adopted: () => running?.adopted ?? false,
    pid: () => running?.pid,
    async start() {
      if (running) return;
      password = await preparePassword(options);
      const found = await findPostmaster(dataDir);
      if (found) {
        running = { ...found, adopted: true };
        logger.info({ pid: found.pid }, "took over the PostgreSQL that was left running");
      } else {
        await prepareDataDir(options, dataDir, password);
        running = { ...(await spawnServer(options, dataDir)), adopted: false };
      }
      await waitUntilReady(url("postgres"), dir);
    },
    async stop() {
      const stopping = running;
      running = undefined;
      if (!stopping || !isAlive(stopping.pid)) return;
      // SIGINT asks for a fast shutdown: sessions are ended, data is flushed.
      process.kill(stopping.pid, "SIGINT");
      while (isAlive(stopping.pid)) await delay(10);
    },
  };
}

async function preparePassword({ dir, user }: PostgresServerOptions): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (user) await chown(dir, user.uid, user.gid);
  const file = join(dir, "password");
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept) return kept;
  const fresh = randomBytes(24).toString("hex");
  await writeFile(file, fresh, { mode: 0o600 });
  if (user) await chown(file, user.uid, user.gid);
  return fresh;
}

async function prepareDataDir(
  { dir, binaries, user }: PostgresServerOptions,
  dataDir: string,
  password: string,
): Promise<void> {
  const initialised = await stat(join(dataDir, "fieldwork-ready")).catch(() => undefined);
  if (initialised) {
    await rm(join(dataDir, "postmaster.pid"), { force: true });
    return;
  }
  // A start that was killed in the middle of initdb leaves an incomplete folder.
  await rm(dataDir, { recursive: true, force: true });
  const flags = [
    "--username",
    superuser,
    "--pwfile",
    join(dir, "password"),
    "--auth",
    "scram-sha-256",
  ];
  await promisify(execFile)(
    binaries.initdb,
    ["--pgdata", dataDir, ...flags, "--encoding", "UTF8", "--locale", "C", "--no-sync"],
    { ...user, env: { LC_ALL: "C", PATH: "/usr/bin:/bin" }, cwd: "/" },
  );
  if (password === "") return;
  await writeFile(join(dataDir, "fieldwork-ready"), "");
}

async function spawnServer(
  options: PostgresServerOptions,
  dataDir: string,
): Promise<{ pid: number; port: number }> {
  const { dir, binaries, user, durable = true, settings: further = {} } = options;
  const port = options.port ?? (await freePort());
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    jit: "off",
    max_connections: "120",
    shared_buffers: "128MB",
    idle_in_transaction_session_timeout: "10s",
    ...further,
    ...(!durable && { fsync: "off", full_page_writes: "off", synchronous_commit: "off" }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = await open(join(dir, "server.log"), "a");
  const child = spawn(binaries.postgres, ["-D", dataDir, ...args], {
    ...user,
    cwd: "/",
    env: { LC_ALL: "C", PATH: "/usr/bin:/bin" },
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
  });
  await spawned(child);
  await log.close();
  // The server outlives nobody's interest: stop() waits for it by its pid.
  child.unref();
  if (child.pid === undefined)
    throw new AppError("PostgreSQL has no pid", { code: "internal", retryable: false });
  return { pid: child.pid, port };
}

async function spawned(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  return address.port;
}

async function waitUntilReady(connectionString: string, dir: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      await client.end().catch(() => undefined);
      if (Date.now() > deadline) {
        throw new AppError(`PostgreSQL did not start; its log is ${join(dir, "server.log")}`, {
          code: "backend_unavailable",
          retryable: false,
          cause,
        });
      }
      await delay(20);
    }
  }
}
