import { topics } from "@fieldwork/contracts";
import { type Connection, connectionsSetting, createAdapter, prepareOutputs } from "@fieldwork/crm";
import { catalogSetting, type Enrichment, outputsOf } from "@fieldwork/enrichments";
import { createTopics, eventLogMigrations } from "@fieldwork/event-log";
import { budgetSetting, totalBudget } from "@fieldwork/models";
import { backendSettings, type Logger } from "@fieldwork/runtime";
import { createDatabase, migrate, setBudget, storeMigrations } from "@fieldwork/store";
import { z } from "zod";

const wholeNumber = z.coerce.number().int().min(1).describe("Set a whole number of at least 1");

export const prepareConfig = z.object({
  ...backendSettings.pick({ DATABASE_URL: true, KAFKA_BROKERS: true }).shape,
  ...connectionsSetting,
  ...catalogSetting,
  ...budgetSetting,
  /** Output fields are made only where answers are to be written. */
  WRITE_MODE: z.enum(["apply", "preview"]).default("apply").describe("Set apply or preview"),
  /** Of each topic: at most so many members of a group share its work. */
  KAFKA_PARTITIONS: wholeNumber.default(6),
  KAFKA_REPLICATION: wholeNumber.default(1),
  KAFKA_RETENTION_DAYS: wholeNumber.default(7),
  /** Where files are laid that an administrator deploys to Salesforce. */
  METADATA_DIR: z.string().min(1).default("fieldwork-metadata").describe("Set a folder"),
});
export type PrepareConfig = z.infer<typeof prepareConfig>;

export interface PrepareDeps {
  config: PrepareConfig;
  connections: readonly Connection[];
  enrichments: readonly Enrichment[];
  logger: Logger;
}

/**
 * Makes tables, topics and output fields stand and sets the budget, before the services start. What is
 * there stays as it is, so it may be run again, after each update or change of a setting.
 *
 * @throws AppError `config_invalid`, naming every output field that is missing.
 */
export async function prepare({
  config,
  connections,
  enrichments,
  logger,
}: PrepareDeps): Promise<void> {
  const database = createDatabase({
    connectionString: config.DATABASE_URL,
    max: 2,
    applicationName: "fieldwork prepare",
  });
  try {
    await migrate(database, [storeMigrations, eventLogMigrations]);
    await setBudget(database, totalBudget, config.FIELDWORK_BUDGET_USD);
  } finally {
    await database.stop();
  }
  await createTopics({
    brokers: config.KAFKA_BROKERS,
    topics: Object.values(topics).map(({ name }) => name),
    partitions: config.KAFKA_PARTITIONS,
    replicationFactor: config.KAFKA_REPLICATION,
    retentionDays: config.KAFKA_RETENTION_DAYS,
    logger,
  });
  if (config.WRITE_MODE === "apply")
    await prepareConnections({ config, connections, enrichments, logger });
}

async function prepareConnections({
  config,
  connections,
  enrichments,
  logger,
}: PrepareDeps): Promise<void> {
  const outputs = outputsOf(enrichments);
  const adapters = connections.map((one) => createAdapter(one, { outputs, logger }));
  try {
    const signal = new AbortController().signal;
    await prepareOutputs({ adapters, outputs, metadataDir: config.METADATA_DIR, signal });
  } finally {
    await Promise.all(adapters.map((adapter) => adapter.close()));
  }
}
