import { connectionLimits, createAdapter, readCrms } from "@fieldwork/crm";
import { createDefinitions, outputsIn } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { createRedisAdmission } from "@fieldwork/limits";
import { closeAtEnd, loadAll, loadConfig, runProcess } from "@fieldwork/runtime";
import { createDatabase, createHoldMirror } from "@fieldwork/store";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { writerProcess } from "./config.ts";
import { createWriter } from "./service.ts";
import { createWriterWarmUp } from "./warm-up.ts";

await runProcess({
  name: "writer",
  about: "Decides which answers may be written into the CRMs, and writes them.",
  settings: writerProcess,
  args: process.argv.slice(2),
  variables: process.env,
  load: (env) =>
    loadAll({
      config: () => loadConfig(writerProcess, env),
      crms: () => readCrms(env),
    }),
  build: ({ config, crms: { connections, mappings } }, logger) => {
    const database = createDatabase({
      connectionString: config.DATABASE_URL,
      max: 8,
      applicationName: "fieldwork writer",
    });
    const holds = createHoldMirror({ database, logger });
    const eventLog = createKafkaEventLog({
      brokers: config.KAFKA_BROKERS,
      sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
      clientId: "fieldwork-writer",
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
    const adapters = new Map(
      connections.map((one) => [
        one.name,
        createAdapter(one, { outputs, mapping: mappings.of(one), admission, logins, logger }),
      ]),
    );
    const writer = createWriter({
      ...{ config, database, eventLog, adapters, definitions, holds, logger },
    });
    const warmUp = createWriterWarmUp({
      ...{ config, database, connections, mappings, outputs, definitions, logger },
    });
    return {
      services: [
        ...[database, definitions, holds, eventLog, admission],
        ...[closeAtEnd("connections", [...adapters.values()]), warmUp, writer],
      ],
      checks: [database, definitions, eventLog, writer],
    };
  },
});
