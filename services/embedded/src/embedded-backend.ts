import { eventLogMigrations } from "@fieldwork/event-log";
import { lanesSchema } from "@fieldwork/lanes";
import { AppError, type Logger, type Service } from "@fieldwork/runtime";
import { servicesUrlFrom, storeMigrations } from "@fieldwork/store";
import {
  createPostgresServer,
  createStateDatabase,
  emptyDatabase,
  findLockHolder,
  type Home,
  type PostgresServer,
  prepareServerBinaries,
  type State,
  takeRunLock,
} from "@fieldwork/store/embedded";
import type { EmbeddedConfig } from "./config.ts";

export interface Backend extends Service {
  /** The state's database, for the role that services connect as. Available once started. */
  databaseUrl(): string;
  /** The same for the role that creates and owns the tables; undefined if one role does both. */
  adminUrl(): string | undefined;
}

export interface BackendOptions {
  home: Home;
  state: State;
  config: Pick<EmbeddedConfig, "DATABASE_URL" | "DATABASE_ADMIN_URL">;
  fresh: boolean;
  logger: Logger;
}

/** One process for each home: if it is taken, says which process holds it. */
export function createRunLock(home: Home): Service {
  let release: (() => Promise<void>) | undefined;
  return {
    name: "run lock",
    async start() {
      const lock = await takeRunLock(home.lockPath);
      if (!lock) {
        const pid = await findLockHolder(home.lockPath);
        throw new AppError(
          `Fieldwork is already running from this checkout${pid ? ` (process ${pid})` : ""}; stop it first`,
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

/** The database of one state, created if missing; with `fresh`, created from scratch. */
export function createBackend({ home, state, config, fresh, logger }: BackendOptions): Backend {
  const { DATABASE_URL: databaseUrl, DATABASE_ADMIN_URL: adminUrl } = config;
  if (databaseUrl !== undefined) return givenDatabase({ databaseUrl, adminUrl, fresh, logger });
  const user = home.serverUser;
  let server: PostgresServer | undefined;
  const ownerUrl = () => server?.url(state.database) ?? "";
  return {
    name: "embedded PostgreSQL",
    databaseUrl: () => servicesUrlFrom(ownerUrl()),
    adminUrl: ownerUrl,
    async start() {
      const binaries = await prepareServerBinaries(home.binariesDir);
      server = createPostgresServer({ dir: home.serverDir, binaries, user, logger });
      await server.start();
      await createStateDatabase(server.url("postgres"), { name: state.database, fresh });
    },
    async stop() {
      await server?.stop();
    },
  };
}

interface GivenDatabase {
  databaseUrl: string;
  adminUrl: string | undefined;
  fresh: boolean;
  logger: Logger;
}

function givenDatabase({ databaseUrl, adminUrl, fresh, logger }: GivenDatabase): Backend {
  return {
    name: "PostgreSQL",
    databaseUrl: () => databaseUrl,
    adminUrl: () => adminUrl,
    async start() {
      if (!fresh) return;
      logger.warn("deleting everything in the database of DATABASE_URL");
      await emptyDatabase(adminUrl ?? databaseUrl, {
        schemas: [lanesSchema],
        sets: [storeMigrations, eventLogMigrations],
      });
    },
    async stop() {},
  };
}
