import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@fieldwork/contracts/client";
import {
  AppError,
  createLogger,
  type Environment,
  loadConfig,
  loadWithSecrets,
} from "@fieldwork/runtime";
import { openHome } from "@fieldwork/store/embedded";
import type { z } from "zod";
import { cliConfig } from "../config.ts";
import { type OpenStore, openKeptStore, openStore } from "../open-store.ts";
import { takePlace } from "../take-place.ts";
import { createSecret } from "../who/secrets.ts";

type CliConfig = z.infer<typeof cliConfig>;

/**
 * The API that commands ask: that of `FIELDWORK_URL`; that of the line that runs in this checkout; or
 * else the same one over the store, in this process and for this one command. The store is that of
 * `DATABASE_URL`, or the last run's in this checkout.
 *
 * @throws AppError `config_invalid` if nothing has ever run here; ProblemError as `takePlace`.
 */
export async function withClient<T>(
  environment: Environment,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const config = await loadCliConfig(environment);
  const { FIELDWORK_URL: url, DATABASE_URL: databaseUrl } = config;
  if (url !== undefined) return use(createClient({ url, token: await tokenOf(config) }));
  const served = (store: OpenStore) => serve({ ...store, sheetHours: config.SHEET_HOURS }, use);
  if (databaseUrl !== undefined) return inStore(await openGiven(config), served);
  const home = await openHome(checkoutOf(config));
  const place = await takePlace(home);
  if (place.of === "line") return use(createClient(place.api));
  return inStore(await openKeptStore(home, place), served);
}

/** For commands that are about what is installed here. @throws AppError as `withClient`. */
export async function withStore<T>(
  environment: Environment,
  use: (store: OpenStore) => Promise<T>,
): Promise<T> {
  return inStore(await openGiven(await loadCliConfig(environment)), use);
}

/** @throws AppError `config_invalid` for a file that cannot be read. */
async function tokenOf(config: CliConfig): Promise<string | undefined> {
  const { FIELDWORK_TOKEN: token, FIELDWORK_TOKEN_FILE: file } = config;
  if (file === undefined || token !== undefined) return token;
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    const message = `FIELDWORK_TOKEN_FILE: ${file} cannot be read. Set a file with a token`;
    throw new AppError(message, { code: "config_invalid", retryable: false, cause });
  }
}

function loadCliConfig(environment: Environment): Promise<CliConfig> {
  return loadWithSecrets(environment, (env) => loadConfig(cliConfig, env));
}

function openGiven(config: CliConfig): Promise<OpenStore> {
  return openStore(checkoutOf(config), config.DATABASE_URL);
}

async function inStore<T>(store: OpenStore, use: (store: OpenStore) => Promise<T>): Promise<T> {
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function checkoutOf({ FIELDWORK_HOME: home }: CliConfig): string {
  return home ?? fileURLToPath(new URL("../../../..", import.meta.url));
}

/** Where the API of this machine is, unless it is told otherwise: links lead there. */
const usualUrl = "http://localhost:8090";
const logDays = 7;

/** On this machine alone, with a token that nobody else learns and that ends with the command. */
async function serve<T>(
  { database, reader, sheetHours }: Pick<OpenStore, "database" | "reader"> & { sheetHours: number },
  use: (client: Client) => Promise<T>,
): Promise<T> {
  // Most commands ask another process, and need none of the server.
  const { createApi } = await import("../http/api.ts");
  const { secret: token } = createSecret("fwt");
  const app = await createApi({
    ...{ database, reader, logger: createLogger({ service: "cli", level: "warn" }) },
    options: {
      ...{ publicUrl: undefined, otherHosts: [], trustedProxies: 0, logDays },
      ...{ linkUrl: () => usualUrl, sessionHours: 1, sessionIdleHours: 1, sheetHours },
      ...{ requestsPerMinute: Number.MAX_SAFE_INTEGER, localToken: token },
    },
  });
  try {
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    return await use(createClient({ url, token }));
  } finally {
    await app.close();
  }
}
