import { randomUUID } from "node:crypto";
import { createAdapter, readConnections } from "@fieldwork/crm";
import { loadConfiguredEnrichments, outputsOf } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import { closeAtEnd, loadAll, loadConfig, runProcess } from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import { connectorProcess } from "./config.ts";
import { createConnector } from "./service.ts";

await runProcess({
  name: "connector",
  variables: process.env,
  load: (env) =>
    loadAll({
      config: () => loadConfig(connectorProcess, env),
      connections: () => readConnections(env.FIELDWORK_CONNECTIONS, (name) => env[name]),
      enrichments: () => loadConfiguredEnrichments(env),
    }),
  build: ({ config, connections, enrichments }, logger) => {
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
    const outputs = outputsOf(enrichments);
    const adapters = connections.map((one) => createAdapter(one, { outputs, logger }));
    const connector = createConnector({
      config,
      database,
      eventLog,
      adapters,
      objects: [...new Set(enrichments.map(({ object }) => object))],
      holder: randomUUID(),
      logger,
    });
    return {
      services: [database, eventLog, closeAtEnd("connections", adapters), connector],
      checks: [database, eventLog, connector],
    };
  },
});
