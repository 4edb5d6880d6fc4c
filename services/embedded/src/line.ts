import { createConnector, type PollProgress } from "@fieldwork/connector";
import type { CrmAdapter } from "@fieldwork/crm";
import {
  admissionLimits,
  createEnricher,
  createModels,
  findRevivable,
  preflight,
  preflightProblems,
} from "@fieldwork/enricher";
import { type Enrichment, lanesOf } from "@fieldwork/enrichments";
import { createPostgresEventLog, type EventLog } from "@fieldwork/event-log";
import { createPostgresLanes } from "@fieldwork/lanes";
import { createInProcessAdmission } from "@fieldwork/limits";
import { createPlanner } from "@fieldwork/planner";
import {
  type CheckedService,
  type ConfigProblem,
  checkAll,
  type Logger,
  type Service,
  startServices,
  stopServices,
} from "@fieldwork/runtime";
import { createDatabase, createNotifications, type Database } from "@fieldwork/store";
import { createWriter } from "@fieldwork/writer";
import type { EmbeddedConfig } from "./config.ts";
import { createTables } from "./line-tables.ts";

export interface LineOptions {
  config: EmbeddedConfig;
  databaseUrl: string;
  /** The role that creates the tables and owns them; `databaseUrl`'s, unless told. */
  adminUrl?: string | undefined;
  adapters: readonly CrmAdapter[];
  enrichments: readonly Enrichment[];
  writes: boolean;
  onProgress?: ((progress: PollProgress) => void) | undefined;
  logger: Logger;
}

export interface Line extends CheckedService {
  /** Creates the tables, and starts nothing yet. */
  prepare(): Promise<void>;
  /** Which models refuse what they are asked, as problems of the configuration. Once prepared. */
  preflight(signal: AbortSignal): Promise<ConfigProblem[]>;
  /** Dead letters whose definition or settings have changed since, by enrichment. Once prepared. */
  revivable(): Promise<{ enrichment: string; count: number }[]>;
  database: Database;
  eventLog: EventLog;
}

const databaseSessions = 16;
const relaxedSessions = 4;

/** Every service of the line in one process, on PostgreSQL alone. */
export function createLine(options: LineOptions): Line {
  const { databaseUrl, adapters, enrichments, logger } = options;
  const store = {
    connectionString: databaseUrl,
    max: databaseSessions,
    applicationName: "fieldwork",
  };
  const database = createDatabase(store);
  const relaxed = createDatabase({ ...store, max: relaxedSessions, relaxed: true });
  const notifications = createNotifications({ connectionString: databaseUrl, logger });
  const eventLog = createPostgresEventLog({ database, notifications, logger });
  const laneNames = lanesOf(enrichments);
  const lanes = createPostgresLanes({
    connectionString: databaseUrl,
    workers: laneNames.length,
    logger,
  });
  const config = { ...options.config, WRITE_MODE: options.writes ? "apply" : "preview" } as const;
  const shared = { config, database, notifications, eventLog, lanes, enrichments, logger };
  const objects = [...new Set(enrichments.map(({ object }) => object))];
  const { onProgress } = options;
  const admission = createInProcessAdmission({ limits: admissionLimits(options.config) });
  const models = createModels({
    settings: options.config,
    enrichments,
    database,
    admission,
    gatherMs: options.config.GATHER_MS,
    logger,
  });
  const tables = createTables(options);
  // In the order of the data path, so that stopping in reverse lets each part finish what it has.
  const line = [
    createWriter({
      ...shared,
      adapters: new Map(adapters.map((adapter) => [adapter.connection, adapter])),
    }),
    createEnricher({ ...shared, settings: options.config, relaxed, models, admission, laneNames }),
    createPlanner(shared),
    // One process a home, by its run lock: its successor reads on at once.
    createConnector({ ...shared, adapters, objects, holder: "embedded", onProgress }),
  ];
  const services: Service[] = [tables, database, relaxed, notifications, lanes, eventLog, ...line];
  return {
    name: "line",
    database,
    eventLog,
    check: () => checkAll([eventLog, ...line]),
    prepare: () => startServices([tables, database], logger),
    async preflight(signal) {
      const deps = { ...shared, settings: options.config, models };
      return preflightProblems(await preflight(deps, signal));
    },
    revivable: () => findRevivable(database, { enrichments, settings: options.config }),
    start: () => startServices(services, logger),
    stop: () => stopServices(services, logger),
  };
}
