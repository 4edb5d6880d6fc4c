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
  type Home,
  openHome,
  prepareServerBinaries,
} from "@fieldwork/store/embedded";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { createEndAtSignal } from "./end-at-signal.ts";
import { type Place, takePlace } from "./take-place.ts";

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

const logger = createLogger({ service: "cli", level: "warn" });

/**
 * The store of `databaseUrl`, or of the last run in this checkout.
 *
 * @throws AppError `config_invalid` if nothing has ever run here; ProblemError as `takePlace`.
 */
export async function openStore(
  checkoutDir: string,
  databaseUrl: string | undefined,
): Promise<OpenStore> {
  if (databaseUrl) return { ...(await connect(databaseUrl, [])), name: "DATABASE_URL" };
  const home = await openHome(checkoutDir);
  return openKeptStore(home, await takePlace(home));
}

/**
 * The store of the last run here, on the server of the line that runs; if none runs, starts the server
 * and stops it again.
 *
 * @throws AppError `config_invalid` if nothing has ever run here.
 */
export async function openKeptStore(home: Home, place: Place): Promise<OpenStore> {
  const ours: Service[] = [];
  try {
    if (place.of === "command") {
      const endAtSignal = createEndAtSignal(() => stopServices(ours, logger));
      ours.push(
        { name: "lock", start: async () => {}, stop: () => place.lock.release() },
        endAtSignal,
      );
      await endAtSignal.start();
    }
    const state = await findLastState(home);
    if (!state) {
      throw new AppError("nothing has run in this checkout yet: run npm start first", {
        code: "config_invalid",
        retryable: false,
      });
    }
    const server = createPostgresServer({
      dir: home.serverDir,
      binaries: await prepareServerBinaries(home.binariesDir),
      user: home.serverUser,
      logger,
    });
    // A server that a running line needs is left running.
    if (place.of === "command") ours.push(server);
    await server.start();
    const connected = await connect(servicesUrlFrom(server.url(state.database)), ours);
    return { ...connected, name: state.name, dataFolder: home.dir };
  } catch (error) {
    await stopServices(ours, logger);
    throw error;
  }
}

async function connect(
  url: string,
  services: readonly Service[],
): Promise<Pick<OpenStore, "database" | "reader" | "close">> {
  const session = { connectionString: url, max: 3, applicationName: "fieldwork cli" };
  const database = createDatabase(session);
  const reader = createReader(session);
  const opened = [database, reader];
  await startServices(opened, logger);
  return { database, reader, close: () => stopServices([...services, ...opened], logger) };
}
