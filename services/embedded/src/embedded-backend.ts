import { AppError, type Logger, type Service } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import {
  createPostgresServer,
  findLockHolder,
  type Home,
  prepareServerBinaries,
  type State,
  takeRunLock,
} from "@fieldwork/store/embedded";

export interface Backend extends Service {
  /** Where the state's database is, once started. */
  databaseUrl(): string;
}

export interface BackendOptions {
  home: Home;
  state: State;
  /** A PostgreSQL of the user's own, in place of the embedded one. */
  databaseUrl: string | undefined;
  fresh: boolean;
  logger: Logger;
}

/** One process a home: says who holds it when it is taken. */
export function createRunLock(home: Home): Service {
  let release: (() => Promise<void>) | undefined;
  return {
    name: "run lock",
    async start() {
      const lock = await takeRunLock(home.lockPath);
      if (!lock) {
        const pid = await findLockHolder(home.lockPath);
        throw new AppError(
          `Fieldwork runs already from this checkout${pid ? ` (process ${pid})` : ""}; stop it first`,
          { code: "config_invalid", retryable: false },
        );
      }
      release = lock.release;
    },
    async stop() {
      await release?.();
      release = undefined;
    },
  };
}

/** The database of one state, made when missing; with `fresh`, made anew. */
export function createBackend({
  home,
  state,
  databaseUrl,
  fresh,
  logger,
}: BackendOptions): Backend {
  if (databaseUrl !== undefined) return ownDatabase(databaseUrl, { fresh, logger });
  let server: ReturnType<typeof createPostgresServer> | undefined;
  return {
    name: "embedded PostgreSQL",
    databaseUrl: () => server?.url(state.database) ?? "",
    async start() {
      const binaries = await prepareServerBinaries(home.binariesDir);
      server = createPostgresServer({
        dir: home.serverDir,
        binaries,
        user: home.serverUser,
        logger,
      });
      await server.start();
      await prepareDatabase(server.url("postgres"), state.database, fresh);
    },
    async stop() {
      await server?.stop();
    },
  };
}

async function prepareDatabase(adminUrl: string, name: string, fresh: boolean): Promise<void> {
  const admin = createDatabase({
    connectionString: adminUrl,
    max: 1,
    applicationName: "fieldwork",
  });
  try {
    if (fresh) await admin.query(`drop database if exists ${name} with (force)`);
    const found = await admin.query("select 1 from pg_database where datname = $1", [name]);
    if (found.length === 0) await admin.query(`create database ${name}`);
  } finally {
    await admin.stop();
  }
}

function ownDatabase(
  databaseUrl: string,
  { fresh, logger }: { fresh: boolean; logger: Logger },
): Backend {
  return {
    name: "PostgreSQL",
    databaseUrl: () => databaseUrl,
    async start() {
      if (!fresh) return;
      const database = createDatabase({
        connectionString: databaseUrl,
        max: 1,
        applicationName: "fieldwork",
      });
      logger.warn("forgetting everything in the database of DATABASE_URL");
      await database.query(
        "drop schema if exists bullmq cascade; drop schema public cascade; create schema public",
      );
      await database.stop();
    },
    async stop() {},
  };
}
