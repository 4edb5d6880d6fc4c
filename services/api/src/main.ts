import { findMappings } from "@fieldwork/crm";
import { loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { loadConfig, runProcess } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import { createReader } from "@fieldwork/store/reading";
import { apiProcess } from "./config.ts";
import { createDrivers } from "./drivers.ts";
import { createApiService } from "./service.ts";

await runProcess({
  name: "api",
  about: "Serves the API to people and programs. It holds no secret of a CRM or a model.",
  settings: apiProcess,
  args: process.argv.slice(2),
  variables: process.env,
  load: async (env) => ({
    config: loadConfig(apiProcess, env),
    files: {
      read: async () => loadConfiguredEnrichments(env, await findMappings(env)),
    },
  }),
  build: ({ config, files }, logger) => {
    const { DATABASE_URL: connectionString } = config;
    const database = createDatabase({
      ...{ connectionString, max: 6, applicationName: "fieldwork api" },
    });
    const reader = createReader({
      ...{ connectionString, max: 6, applicationName: "fieldwork api reading" },
    });
    const api = createApiService({
      ...{ config, database, reader, logger },
      ...{ host: config.API_HOST, logDays: config.KAFKA_RETENTION_DAYS },
      consoleDir: config.CONSOLE_DIR,
      queuesAt: { redisUrl: config.REDIS_URL },
      files,
    });
    const drivers = createDrivers({ config, database, logger });
    return { services: [database, reader, ...drivers, api], checks: [database, api] };
  },
});
