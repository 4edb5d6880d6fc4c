import type { LaneQueuesAt } from "@fieldwork/lanes";
import type { CheckedService, Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import type { FastifyInstance } from "fastify";
import type { ApiConfig } from "./config.ts";
import type { DefinitionFiles } from "./definitions/proposals.ts";
import { createApi } from "./http/api.ts";

export interface ApiServiceDeps {
  config: ApiConfig;
  database: Database;
  reader: Reader;
  /** The address to serve on. */
  host: string;
  /** How long the log keeps events. */
  logDays: number;
  /** Whoever has it may do everything: only for a line that serves its own machine alone. */
  localToken?: string | undefined;
  /** The folder of the built console; undefined to serve none. */
  consoleDir?: string | undefined;
  /** Where the lanes' queues are; undefined to show none. */
  queuesAt?: LaneQueuesAt | undefined;
  /** The definitions in the files of the configuration; undefined where there are none. */
  files?: DefinitionFiles | undefined;
  logger: Logger;
}

export interface ApiService extends CheckedService {
  /** Available once started. */
  port(): number;
}

/** Serves the API from its start to its stop. */
export function createApiService(deps: ApiServiceDeps): ApiService {
  const { config, database, reader, host, logger } = deps;
  const { logDays, localToken, consoleDir, queuesAt, files } = deps;
  let app: FastifyInstance | undefined;
  let port = 0;
  return {
    name: "api",
    port: () => port,
    check: () => database.check(),
    async start() {
      if (app) return;
      app = await createApi({
        ...{ database, reader, logger },
        options: {
          ...{ publicUrl: config.API_URL, otherHosts: config.ALLOWED_HOSTS },
          linkUrl: () => config.API_URL ?? `http://localhost:${port}`,
          trustedProxies: config.TRUSTED_PROXIES,
          requestsPerMinute: config.REQUESTS_PER_MINUTE,
          sessionHours: config.SESSION_HOURS,
          sessionIdleHours: config.SESSION_IDLE_HOURS,
          sheetHours: config.SHEET_HOURS,
          ...{ logDays, localToken, consoleDir, queuesAt, files },
        },
      });
      await app.listen({ host, port: config.API_PORT });
      const [address] = app.addresses();
      port = typeof address === "object" ? address.port : 0;
      logger.info({ host, port }, "serving the API");
    },
    async stop() {
      await app?.close();
      app = undefined;
    },
  };
}
