import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@fieldwork/contracts/client";
import {
  AppError,
  createLogger,
  type Environment,
  loadConfig,
  loadWithSecrets,
} from "@fieldwork/runtime";
import { findLockHolder, openHome } from "@fieldwork/store/embedded";
import { z } from "zod";
import { cliConfig } from "../config.ts";
import { type OpenStore, openStore } from "../open-store.ts";
import { createSecret } from "../who/secrets.ts";

type CliConfig = z.infer<typeof cliConfig>;

/** Where a line in one process says how its API is reached. */
const localApi = z.object({ url: z.url(), token: z.string() });

/**
 * The API that commands ask: that of `FIELDWORK_URL`; that of the line that runs in this checkout; or
 * else the same one over the store, in this process and for this one command. The store is that of
 * `DATABASE_URL`, or the last run's in this checkout.
 *
 * @throws AppError `config_invalid` if nothing has ever run here.
 */
export async function withClient<T>(
  environment: Environment,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const config = await loadCliConfig(environment);
  const { FIELDWORK_URL: url, DATABASE_URL: databaseUrl } = config;
  if (url !== undefined) return use(createClient({ url, token: await tokenOf(config) }));
  const running = databaseUrl === undefined ? await findRunningApi(checkoutOf(config)) : undefined;
  if (running !== undefined) return use(createClient(running));
  return inStore(config, (store) => serve({ ...store, sheetHours: config.SHEET_HOURS }, use));
}

/** For commands that are about what is installed here. @throws AppError as `withClient`. */
export async function withStore<T>(
  environment: Environment,
  use: (store: OpenStore) => Promise<T>,
): Promise<T> {
  return inStore(await loadCliConfig(environment), use);
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

async function inStore<T>(config: CliConfig, use: (store: OpenStore) => Promise<T>): Promise<T> {
  const store = await openStore(checkoutOf(config), config.DATABASE_URL);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function checkoutOf({ FIELDWORK_HOME: home }: CliConfig): string {
  return home ?? fileURLToPath(new URL("../../../..", import.meta.url));
}

async function findRunningApi(checkoutDir: string): Promise<z.infer<typeof localApi> | undefined> {
  const home = await openHome(checkoutDir);
  // A line that was killed leaves the file behind.
  if ((await findLockHolder(home.lockPath)) === undefined) return undefined;
  const text = await readFile(join(home.dir, "api.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : localApi.parse(JSON.parse(text));
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
