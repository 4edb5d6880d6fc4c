import { lanesOf } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { createRedisLanes } from "@fieldwork/lanes";
import { createRedisAdmission } from "@fieldwork/limits";
import { runProcess } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import { admissionLimits, createModels } from "./create-models.ts";
import { loadEnricher } from "./load-enricher.ts";
import { createPreflight } from "./preflight.ts";
import { createEnricher } from "./service.ts";

await runProcess({
  name: "enricher",
  variables: process.env,
  load: loadEnricher,
  build: ({ config, enrichments }, logger) => {
    const { REDIS_URL: redisUrl } = config;
    const store = {
      connectionString: config.DATABASE_URL,
      max: 4,
      applicationName: "fieldwork enricher",
    };
    const database = createDatabase(store);
    const relaxed = createDatabase({ ...store, relaxed: true });
    const eventLog = createKafkaEventLog({
      brokers: config.KAFKA_BROKERS,
      sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
      clientId: "fieldwork-enricher",
      database,
      logger,
    });
    const stalls = { leaseMs: config.LEASE_MS, checkEveryMs: config.LEASE_MS / 2 };
    const lanes = createRedisLanes({ redisUrl, stalls, logger });
    const admission = createRedisAdmission({ redisUrl, limits: admissionLimits(config), logger });
    const { GATHER_MS: gatherMs } = config;
    const models = createModels({
      settings: config,
      enrichments,
      database,
      admission,
      gatherMs,
      logger,
    });
    const preflight = createPreflight({
      ...{ config, settings: config, database, models, enrichments, logger },
    });
    const laneNames = lanesOf(enrichments);
    const enricher = createEnricher({
      ...{ config, settings: config, database, relaxed, eventLog, lanes, models, admission },
      ...{ enrichments, laneNames, logger },
    });
    return {
      services: [database, relaxed, eventLog, lanes, admission, preflight, enricher],
      checks: [database, lanes, eventLog, enricher],
    };
  },
});
