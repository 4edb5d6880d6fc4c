import { randomUUID } from "node:crypto";
import { connectionLimits, createAdapter, readCrms } from "@fieldwork/crm";
import { createDefinitions, outputsIn } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { createRedisAdmission } from "@fieldwork/limits";
import { closeAtEnd, loadAll, loadConfig, runProcess } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import { createSuppression } from "@fieldwork/store/erasure";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { connectorProcess } from "./config.ts";
import { createConnector } from "./service.ts";

await runProcess({
  name: "connector",
  about: "Reads the CRMs and publishes what changed.",
  settings: connectorProcess,
  args: process.argv.slice(2),
  variables: process.env,
  load: (env) =>
    loadAll({
      config: () => loadConfig(connectorProcess, env),
      crms: () => readCrms(env),
    }),
  build: ({ config, crms: { connections, mappings } }, logger) => {
    const database = createDatabase({
      connectionString: config.DATABASE_URL,
      max: 4,
      applicationName: "fieldwork connector",
    });
    const eventLog = createKafkaEventLog({
      brokers: config.KAFKA_BROKERS,
      sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
      clientId: "fieldwork-connector",
      database,
      logger,
    });
    const definitions = createDefinitions({ database, logger });
    const outputs = outputsIn(definitions);
    const admission = createRedisAdmission({
      redisUrl: config.REDIS_URL,
      limits: connectionLimits(connections),
      logger,
    });
    const logins = createConnectionLogins(database);
    const adapters = connections.map((one) =>
      createAdapter(one, { outputs, mapping: mappings.of(one), admission, logins, logger }),
    );
    const suppression = createSuppression({ database, logger });
    const connector = createConnector({
      config,
      database,
      eventLog,
      suppression,
      adapters,
      definitions,
      holder: randomUUID(),
      logger,
    });
    return {
      services: [
        ...[database, definitions, suppression, eventLog, admission],
        ...[closeAtEnd("connections", adapters), connector],
      ],
      checks: [database, definitions, eventLog, connector],
    };
  },
});
