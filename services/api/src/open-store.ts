import {
  AppError,
  createLogger,
  type Service,
  startServices,
  stopServices,
} from "@fieldwork/runtime";
import { createDatabase, type Database, servicesUrlFrom } from "@fieldwork/store";
import {
  createPostgresServer,
  findLastState,
  findLockHolder,
  openHome,
  prepareServerBinaries,
  takeRunLock,
} from "@fieldwork/store/embedded";
import { createReader, type Reader } from "@fieldwork/store/reading";

export interface OpenStore {
  database: Database;
  /** For commands that only look. */
  reader: Reader;
  /** Which state of the checkout this is. */
  name: string;
  /** Where the embedded line keeps everything; undefined where PostgreSQL is elsewhere. */
  dataFolder?: string | undefined;
  close(): Promise<void>;
}

/**
 * The store of the last run in this checkout. Uses the server of a running line; if none runs, starts
 * the embedded one and stops it again.
 *
 * @throws AppError `config_invalid` if nothing has ever run here.
 */
export async function openStore(
  checkoutDir: string,
  databaseUrl: string | undefined,
): Promise<OpenStore> {
  const logger = createLogger({ service: "cli", level: "warn" });
  if (databaseUrl) return connect(databaseUrl, "DATABASE_URL", []);
  const home = await openHome(checkoutDir);
  const state = await findLastState(home);
  if (!state) {
    throw new AppError("nothing has run in this checkout yet: run npm start first", {
      code: "config_invalid",
      retryable: false,
    });
  }
  const isRunning = (await findLockHolder(home.lockPath)) !== undefined;
  const lock = isRunning ? undefined : await takeRunLock(home.lockPath);
  const server = createPostgresServer({
    dir: home.serverDir,
    binaries: await prepareServerBinaries(home.binariesDir),
    user: home.serverUser,
    logger,
  });
  await server.start();
  // A server that a running line needs is left running.
  const ours: Service[] = lock ? [{ ...server, name: "postgres" }] : [];
  return connect(servicesUrlFrom(server.url(state.database)), state.name, [
    ...(lock ? [{ name: "lock", start: async () => {}, stop: () => lock.release() }] : []),
    ...ours,
  ]);

  async function connect(url: string, name: string, services: Service[]): Promise<OpenStore> {
    const session = { connectionString: url, max: 3, applicationName: "fieldwork cli" };
    const database = createDatabase(session);
    const reader = createReader(session);
    const opened = [database, reader];
    await startServices(opened, logger);
    const dataFolder = databaseUrl ? undefined : home.dir;
    return {
      database,
      reader,
      name,
      dataFolder,
      close: () => stopServices([...services, ...opened], logger),
    };
  }
}
