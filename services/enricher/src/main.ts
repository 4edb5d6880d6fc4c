import { createDefinitions } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { createRedisLanes } from "@fieldwork/lanes";
import { classWeights, createRedisAdmission } from "@fieldwork/limits";
import { createModels } from "@fieldwork/models";
import { runProcess } from "@fieldwork/runtime";
import { createDatabase, createHoldMirror, createNotifications } from "@fieldwork/store";
import { createAccountHealth } from "./account-health.ts";
import { enricherProcess } from "./config.ts";
import { loadEnricher } from "./load-enricher.ts";
import { createPreflight } from "./preflight.ts";
import { createRouteCheck } from "./route-check.ts";
import { createEnricher } from "./service.ts";
import { createTermsKeeper } from "./terms-keeper.ts";
import { createEnricherWarmUp } from "./warm-up.ts";

await runProcess({
  name: "enricher",
  about: "Asks the models, checks their answers and stores them.",
  settings: enricherProcess,
  args: process.argv.slice(2),
  variables: process.env,
  load: loadEnricher,
  build: ({ config, providers, route }, logger) => {
    const { REDIS_URL: redisUrl } = config;
    const store = {
      connectionString: config.DATABASE_URL,
      max: 4,
      applicationName: "fieldwork enricher",
    };
    const database = createDatabase(store);
    const asyncCommits = createDatabase({ ...store, asyncCommit: true });
    const notifications = createNotifications({
      ...{ connectionString: config.DATABASE_URL, logger },
    });
    const holds = createHoldMirror({ database, logger });
    const eventLog = createKafkaEventLog({
      brokers: config.KAFKA_BROKERS,
      sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
      clientId: "fieldwork-enricher",
      database,
      logger,
    });
    const stalls = { leaseMs: config.LEASE_MS, checkEveryMs: config.LEASE_MS / 2 };
    const lanes = createRedisLanes({ redisUrl, stalls, logger });
    const limits = providers.limits(classWeights(config));
    const admission = createRedisAdmission({ redisUrl, limits, logger });
    const { GATHER_MS: gatherMs } = config;
    const definitions = createDefinitions({ database, route, logger });
    const accounts = createAccountHealth({ database, logger });
    const models = createModels({
      ...{ providers, definitions, database, admission, accounts, gatherMs, logger },
    });
    const known = { providers, definitions, holds, logger };
    const routeCheck = createRouteCheck(known);
    const terms = createTermsKeeper({ ...known, database });
    const preflight = createPreflight({ ...known, config, database, models });
    const warmUp = createEnricherWarmUp({ ...known, config, database, asyncCommits });
    const enricher = createEnricher({
      ...{ ...known, config, database, asyncCommits, eventLog, lanes, models, accounts, admission },
      notifications,
      laneNames: providers.names,
    });
    return {
      services: [
        ...[database, asyncCommits, notifications, definitions, holds, routeCheck, terms],
        ...[eventLog, lanes, admission, models.keys, preflight, warmUp, enricher],
      ],
      checks: [database, definitions, lanes, eventLog, enricher],
    };
  },
});
