import { createAdapter, readConnections } from "@fieldwork/crm";
import { loadConfiguredEnrichments, outputsOf } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { closeAtEnd, loadAll, loadConfig, runProcess } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import { writerProcess } from "./config.ts";
import { createWriter } from "./service.ts";

await runProcess({
  name: "writer",
  variables: process.env,
  load: (env) =>
    loadAll({
      config: () => loadConfig(writerProcess, env),
      connections: () => readConnections(env.FIELDWORK_CONNECTIONS, (name) => env[name]),
      enrichments: () => loadConfiguredEnrichments(env),
    }),
  build: ({ config, connections, enrichments }, logger) => {
    const database = createDatabase({
      connectionString: config.DATABASE_URL,
      max: 8,
      applicationName: "fieldwork writer",
    });
    const eventLog = createKafkaEventLog({
      brokers: config.KAFKA_BROKERS,
      sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
      clientId: "fieldwork-writer",
      database,
      logger,
    });
    const outputs = outputsOf(enrichments);
    const adapters = new Map(
      connections.map((one) => [one.name, createAdapter(one, { outputs, logger })]),
    );
    const writer = createWriter({ config, database, eventLog, adapters, enrichments, logger });
    return {
      services: [database, eventLog, closeAtEnd("connections", [...adapters.values()]), writer],
      checks: [database, eventLog, writer],
    };
  },
});
