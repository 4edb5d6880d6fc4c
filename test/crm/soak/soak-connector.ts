import { createConnector } from "@fieldwork/connector";
import { plannerGroup, topics } from "@fieldwork/contracts";
import { type Connection, createAdapter } from "@fieldwork/crm";
import { loadEnrichments } from "@fieldwork/enrichments";
import { fixedDefinitions } from "@fieldwork/enrichments/testing";
import { createPostgresEventLog } from "@fieldwork/event-log";
import { createChangeHandler } from "@fieldwork/planner/steps";
import { createLogger } from "@fieldwork/runtime";
import { createDatabase, createNotifications } from "@fieldwork/store";
import { createSuppression } from "@fieldwork/store/erasure";

/** What the process is told, as JSON in its one argument. */
export interface SoakConnectorOptions {
  databaseUrl: string;
  connections: readonly Connection[];
  webhookPort: number;
  holder: string;
}

/** A connector, and a planner that keeps what it publishes, in a process that may be killed at any time. */
const { databaseUrl, connections, webhookPort, holder } = JSON.parse(
  process.argv[2] ?? "",
) as SoakConnectorOptions;
const logger = createLogger({ service: "soak", level: "error" });
const database = createDatabase({
  connectionString: databaseUrl,
  max: 8,
  applicationName: "soak connector",
});
const notifications = createNotifications({ connectionString: databaseUrl, logger });
const eventLog = createPostgresEventLog({ database, notifications, logger });
const definitions = fixedDefinitions(await loadEnrichments({ names: ["company-profile"] }));
const suppression = createSuppression({ database, logger });
const connector = createConnector({
  config: {
    ...{ POLL_EVERY_MS: 100, LEASE_MS: 1000, RECONCILE_EVERY_HOURS: 0 },
    WEBHOOK_PORT: webhookPort,
  },
  adapters: connections.map((one) => createAdapter(one, { outputs: () => [], logger })),
  ...{ database, eventLog, suppression, definitions, holder, logger },
});
for (const service of [database, notifications, suppression, eventLog]) await service.start();
await eventLog.subscribe(topics.recordChanged, {
  group: plannerGroup,
  handleBatch: createChangeHandler({
    ...{ database, definitions, filterable: { current: () => new Map() } },
  }),
});
await connector.start();
