import { createDefinitions, findRoute } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { createRedisLanes } from "@fieldwork/lanes";
import { loadAll, loadConfig, runProcess } from "@fieldwork/runtime";
import { createDatabase, createHoldMirror, createNotifications } from "@fieldwork/store";
import { createSuppression } from "@fieldwork/store/erasure";
import { plannerProcess } from "./config.ts";
import { createPlanner } from "./service.ts";
import { createPlannerWarmUp } from "./warm-up.ts";

await runProcess({
  name: "planner",
  about: "Decides what each change calls for, maintains the work table and feeds the lanes.",
  settings: plannerProcess,
  args: process.argv.slice(2),
  variables: process.env,
  load: (env) =>
    loadAll({ config: () => loadConfig(plannerProcess, env), route: () => findRoute(env) }),
  build: ({ config, route }, logger) => {
    const { DATABASE_URL: connectionString } = config;
    const database = createDatabase({
      connectionString,
      max: 6,
      applicationName: "fieldwork planner",
    });
    const notifications = createNotifications({ connectionString, logger });
    const holds = createHoldMirror({ database, logger });
    const suppression = createSuppression({ database, logger });
    const eventLog = createKafkaEventLog({
      brokers: config.KAFKA_BROKERS,
      sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
      clientId: "fieldwork-planner",
      database,
      logger,
    });
    const lanes = createRedisLanes({ redisUrl: config.REDIS_URL, logger });
    const definitions = createDefinitions({ database, route, logger });
    const mirrors = { holds, suppression, definitions };
    const planner = createPlanner({
      config,
      database,
      notifications,
      eventLog,
      lanes,
      ...mirrors,
      logger,
    });
    const warmUp = createPlannerWarmUp({ database, definitions, logger });
    return {
      services: [
        ...[database, definitions, notifications, holds, suppression, lanes, eventLog],
        ...[warmUp, planner],
      ],
      checks: [database, definitions, lanes, eventLog, planner],
    };
  },
});
