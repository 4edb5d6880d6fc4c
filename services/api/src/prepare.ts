import { type BudgetSpec, budgetSetting, configuredBudgets } from "@fieldwork/budget";
import { topics } from "@fieldwork/contracts";
import {
  type Crms,
  connectionLimits,
  connectionsSetting,
  createAdapter,
  type KeptLogins,
  prepareOutputs,
  sharingMembers,
  writeModeSetting,
} from "@fieldwork/crm";
import {
  catalogSetting,
  type Enrichment,
  outputsOf,
  releaseEnrichments,
} from "@fieldwork/enrichments";
import { createTopics, eventLogMigrations } from "@fieldwork/event-log";
import { createRedisAdmission } from "@fieldwork/limits";
import {
  adminSetting,
  backendSettings,
  count,
  type Logger,
  secretsSetting,
  setting,
  withDefault,
} from "@fieldwork/runtime";
import {
  createDatabase,
  migrate,
  prepareServicesRole,
  setBudgets,
  storeMigrations,
} from "@fieldwork/store";
import { setSharingMembers } from "@fieldwork/store/company-links";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { keepRecordFilters, recordFilterFields } from "@fieldwork/store/reading";
import { z } from "zod";

export const prepareConfig = z.object({
  ...secretsSetting,
  ...backendSettings.omit({ KAFKA_SESSION_TIMEOUT_MS: true }).shape,
  ...adminSetting,
  ...connectionsSetting,
  ...catalogSetting,
  ...budgetSetting,
  ...writeModeSetting,
  KAFKA_PARTITIONS: setting(count.default(6), {
    about: "Partitions of each topic: at most this many members of a group share its work",
  }),
  KAFKA_REPLICATION: setting(count.default(1), { about: "Copies of each topic" }),
  KAFKA_RETENTION_DAYS: setting(count.default(7), { about: "How long topics keep events" }),
  METADATA_DIR: setting(z.string().min(1).default("fieldwork-metadata"), {
    about:
      "Where to put files that an administrator deploys to a CRM in which Fieldwork does not create fields",
    set: "a folder",
  }),
});
export type PrepareConfig = z.infer<typeof prepareConfig>;

/** The settings of a release on its own: it creates output fields only if it is told to. */
export const releaseConfig = z.object({
  ...secretsSetting,
  ...catalogSetting,
  ...connectionsSetting,
  WRITE_MODE: withDefault(writeModeSetting.WRITE_MODE, "preview"),
  METADATA_DIR: prepareConfig.shape.METADATA_DIR,
  REDIS_URL: setting(backendSettings.shape.REDIS_URL.optional(), {
    about:
      "The Redis of the services that run, so that calls to CRMs stay inside the limits together with theirs",
    set: "redis://:password@host:port, or rediss:// for TLS",
    secret: true,
  }),
});

export interface PrepareDeps {
  config: PrepareConfig;
  crms: Crms;
  enrichments: readonly Enrichment[];
  /** As models.yaml lists them. */
  budgets: readonly BudgetSpec[];
  logger: Logger;
}

/**
 * Creates tables, topics and output fields, grants the services' role its rights, sets the budgets and
 * releases the definitions, before the services start. What exists is left as it is, so it is safe to
 * run again after each update or change of a setting or a definition. Says what it did.
 *
 * @throws AppError `config_invalid`, naming every output field that is missing.
 */
export async function prepare(deps: PrepareDeps): Promise<string> {
  const { config, logger } = deps;
  await prepareTables(deps);
  await createTopics({
    brokers: config.KAFKA_BROKERS,
    topics: Object.values(topics).map(({ name }) => name),
    partitions: config.KAFKA_PARTITIONS,
    replicationFactor: config.KAFKA_REPLICATION,
    retentionDays: config.KAFKA_RETENTION_DAYS,
    logger,
  });
  await release(deps);
  return config.DATABASE_ADMIN_URL === undefined ? `${ready}\n${oneRole}` : ready;
}

const ready = "Tables, topics and output fields are ready, and the definitions are released.";
const oneRole =
  "Services connect as the role that owns the tables; with DATABASE_ADMIN_URL set here, they connect as one that owns nothing.";

async function prepareTables(deps: PrepareDeps): Promise<void> {
  const { config, crms, enrichments, budgets, logger } = deps;
  const { DATABASE_URL: databaseUrl, DATABASE_ADMIN_URL: adminUrl } = config;
  const admin = createDatabase({
    connectionString: adminUrl ?? databaseUrl,
    max: 2,
    applicationName: "fieldwork prepare",
  });
  try {
    await migrate(admin, [storeMigrations, eventLogMigrations]);
    await keepRecordFilters(admin, recordFilterFields(crms.mappings.filterable, enrichments));
    await setSharingMembers(admin, sharingMembers(crms.connections));
    await setBudgets(admin, configuredBudgets(budgets, config.FIELDWORK_BUDGET_USD));
    if (adminUrl !== undefined) await prepareServicesRole({ admin, databaseUrl, logger });
  } finally {
    await admin.stop();
  }
}

/** The fields first: what is released is written. */
async function release(deps: PrepareDeps): Promise<void> {
  const { config, enrichments } = deps;
  const database = createDatabase({
    connectionString: config.DATABASE_URL,
    max: 1,
    applicationName: "fieldwork prepare",
  });
  try {
    const logins = createConnectionLogins(database);
    if (config.WRITE_MODE === "apply") await prepareConnections({ ...deps, logins });
    await releaseEnrichments(database, { enrichments, by: "prepare" });
  } finally {
    await database.stop();
  }
}

/**
 * Creates the missing output fields, or the files that create them. If a Redis is given, its calls
 * count towards the limits of the connections like those of the running services.
 */
export async function prepareConnections({
  config,
  crms: { connections, mappings },
  enrichments,
  logins,
  logger,
}: Omit<PrepareDeps, "config" | "budgets"> & {
  logins: KeptLogins;
  config: Pick<z.infer<typeof releaseConfig>, "METADATA_DIR" | "REDIS_URL">;
}): Promise<void> {
  const outputs = outputsOf(enrichments);
  const { METADATA_DIR: metadataDir, REDIS_URL: redisUrl } = config;
  const limits = connectionLimits(connections);
  const admission =
    redisUrl === undefined ? undefined : createRedisAdmission({ redisUrl, limits, logger });
  const adapters = connections.map((one) =>
    createAdapter(one, { outputs, mapping: mappings.of(one), admission, logins, logger }),
  );
  try {
    await admission?.start();
    const signal = new AbortController().signal;
    await prepareOutputs({ adapters, outputs, metadataDir, signal });
  } finally {
    await Promise.all(adapters.map((adapter) => adapter.close()));
    await admission?.stop();
  }
}
