import { type BudgetSpec, configuredBudgets } from "@fieldwork/budget";
import type { Mappings } from "@fieldwork/crm";
import type { Enrichment } from "@fieldwork/enrichments";
import { eventLogMigrations } from "@fieldwork/event-log";
import { lanesSchema, migratePostgresLanes } from "@fieldwork/lanes";
import type { Logger, Service } from "@fieldwork/runtime";
import {
  createDatabase,
  migrate,
  prepareServicesRole,
  setBudgets,
  storeMigrations,
} from "@fieldwork/store";
import { type SharingMember, setSharingMembers } from "@fieldwork/store/company-links";
import { keepRecordFilters, recordFilterFields } from "@fieldwork/store/reading";
import type { EmbeddedConfig } from "./config.ts";

export interface TablesOptions {
  config: Pick<EmbeddedConfig, "FIELDWORK_BUDGET_USD">;
  /** As models.yaml lists them. */
  budgets?: readonly BudgetSpec[] | undefined;
  databaseUrl: string;
  adminUrl?: string | undefined;
  laneNames: readonly string[];
  enrichments: readonly Enrichment[];
  /** The fields of each object that the mapping marks as filterable; none by default. */
  filterable?: Mappings["filterable"] | undefined;
  /** The connections that share answers about one company; none by default. */
  sharing?: readonly SharingMember[] | undefined;
  logger: Logger;
}

/**
 * Creates or updates the tables of store, log and lanes, sets the budgets, and grants the services'
 * role its rights if it is not the tables' owner. Runs once.
 */
export function createTables(options: TablesOptions): Service {
  const { config, databaseUrl, adminUrl, laneNames, enrichments, logger } = options;
  const { filterable = {}, budgets = [], sharing = [] } = options;
  const connectionString = adminUrl ?? databaseUrl;
  let isReady = false;
  return {
    name: "tables",
    async start() {
      if (isReady) return;
      const admin = createDatabase({
        connectionString,
        max: 1,
        applicationName: "fieldwork prepare",
      });
      try {
        await migrate(admin, [storeMigrations, eventLogMigrations]);
        const filters = recordFilterFields(filterable, enrichments);
        await keepRecordFilters(admin, filters);
        await setSharingMembers(admin, sharing);
        await migratePostgresLanes(connectionString, laneNames);
        await setBudgets(admin, configuredBudgets(budgets, config.FIELDWORK_BUDGET_USD));
        if (adminUrl !== undefined) {
          await prepareServicesRole({ admin, databaseUrl, schemas: [lanesSchema], logger });
        }
      } finally {
        await admin.stop();
      }
      isReady = true;
    },
    async stop() {},
  };
}
