import { createDrivers } from "@fieldwork/api";
import type { BudgetSpec } from "@fieldwork/budget";
import { createConnector, type PollProgress } from "@fieldwork/connector";
import type { AdapterDeps, CrmAdapter, Mappings } from "@fieldwork/crm";
import {
  createAccountHealth,
  createEnricher,
  findRevivable,
  preflight,
  preflightProblems,
} from "@fieldwork/enricher";
import {
  createDefinitions,
  type Definitions,
  type Enrichment,
  lanesOf,
  type OutputsOf,
  outputsIn,
  withRoute,
} from "@fieldwork/enrichments";
import { createPostgresEventLog, type EventLog } from "@fieldwork/event-log";
import { classWeights, createInProcessAdmission, type LimitTable } from "@fieldwork/limits";
import { createModels, type Providers } from "@fieldwork/models";
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
import {
  createDatabase,
  createHoldMirror,
  createNotifications,
  type Database,
} from "@fieldwork/store";
import type { SharingMember } from "@fieldwork/store/company-links";
import { createSuppression } from "@fieldwork/store/erasure";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { createReader, type Reader } from "@fieldwork/store/reading";
import { createWriter } from "@fieldwork/writer";
import type { EmbeddedConfig } from "./config.ts";
import { createRelease } from "./line-release.ts";
import { createTables } from "./line-tables.ts";
import { createOwnLanes } from "./own-lanes.ts";
import { createReleaseChecks } from "./release-checks.ts";

type CallDeps = Pick<AdapterDeps, "admission" | "logins">;

export interface LineOptions {
  config: EmbeddedConfig;
  databaseUrl: string;
  /** The role that creates and owns the tables; by default that of `databaseUrl`. */
  adminUrl?: string | undefined;
  /** As models.yaml lists them. */
  budgets?: readonly BudgetSpec[] | undefined;
  /**
   * Opens the connections; the outputs are those of the definitions that are current when they are
   * asked for.
   */
  connect: (outputs: OutputsOf, calls: CallDeps) => readonly CrmAdapter[];
  /** The limits of the connections; a connection that is not listed has none. */
  connectionLimits?: LimitTable | undefined;
  /** Released before anything starts. */
  enrichments: readonly Enrichment[];
  /** The fields of each object that records can be filtered by; none by default. */
  filterable?: Mappings["filterable"] | undefined;
  /** The connections that share answers about one company; none by default. */
  sharing?: readonly SharingMember[] | undefined;
  /** The models to ask in place of each enrichment's own route. */
  route?: readonly string[] | undefined;
  writes: boolean;
  providers: Providers;
  onProgress?: ((progress: PollProgress) => void) | undefined;
  logger: Logger;
}

export interface Line extends CheckedService {
  /** Creates the tables and releases the definitions; starts nothing yet. */
  prepare(): Promise<void>;
  /** Which models refuse what they are sent, as problems of the configuration. Available once prepared. */
  preflight(signal: AbortSignal): Promise<ConfigProblem[]>;
  /**
   * Dead letters whose definition or settings have changed since, by enrichment. Available once
   * prepared.
   */
  revivable(): Promise<{ enrichment: string; count: number }[]>;
  adapters: readonly CrmAdapter[];
  definitions: Definitions;
  database: Database;
  /** The reading side, in its own pool. */
  reader: Reader;
  eventLog: EventLog;
}

const databaseSessions = 16;
const asyncCommitSessions = 4;
const readerSessions = 2;

/** Every service of the line in one process, on PostgreSQL alone. */
export function createLine(options: LineOptions): Line {
  const { databaseUrl, enrichments, providers, route, onProgress, logger } = options;
  const store = {
    connectionString: databaseUrl,
    max: databaseSessions,
    applicationName: "fieldwork",
  };
  const database = createDatabase(store);
  const reader = createReader({
    ...{ connectionString: databaseUrl, max: readerSessions, applicationName: "fieldwork reading" },
    // A run counts all rows of its tables.
    statementTimeoutMs: 60_000,
  });
  const asyncCommits = createDatabase({
    ...store,
    max: asyncCommitSessions,
    asyncCommit: true,
  });
  const notifications = createNotifications({ connectionString: databaseUrl, logger });
  const orders = createMirrors(database, logger);
  const eventLog = createPostgresEventLog({ database, notifications, logger });
  const laneNames = [...new Set([...providers.names, ...lanesOf(withRoute(enrichments, route))])];
  const lanes = createOwnLanes({ connectionString: databaseUrl, names: laneNames, logger });
  const config = { ...options.config, WRITE_MODE: options.writes ? "apply" : "preview" } as const;
  const definitions = createDefinitions({ database, route, logger });
  // Also before the first poll, when output fields are created.
  const known = () => [...definitions.known(), ...enrichments];
  const admission = createInProcessAdmission({
    limits: { ...providers.limits(classWeights(config)), ...options.connectionLimits },
  });
  const logins = createConnectionLogins(database);
  const adapters = options.connect(outputsIn({ known }), { admission, logins });
  const backends = { database, notifications, eventLog, lanes, logger };
  const shared = { config, ...backends, ...orders, definitions };
  const accounts = createAccountHealth({ database, logger });
  const models = createModels({
    ...{ providers, definitions, database, admission, accounts, logger },
    gatherMs: options.config.GATHER_MS,
  });
  const asked = { ...shared, providers, models };
  const tables = createTables({ ...options, laneNames });
  const release = createRelease({ database, enrichments });
  // In the order of the data path, so that stopping in reverse lets each part finish what it has.
  const line = [
    createWriter({
      ...shared,
      adapters: new Map(adapters.map((adapter) => [adapter.connection, adapter])),
    }),
    createEnricher({ ...asked, accounts, asyncCommits, admission, laneNames }),
    createPlanner(shared),
    // The run lock allows one process for each home, so its successor can read on at once.
    createConnector({ ...shared, adapters, holder: "embedded", onProgress }),
    ...createDrivers(shared),
  ];
  const prepared: Service[] = [tables, database, reader, release, definitions];
  const services = [
    ...[...prepared, asyncCommits, notifications, ...Object.values(orders)],
    ...[models.keys, ...createReleaseChecks(asked), lanes, eventLog, ...line],
  ];
  return {
    ...{ name: "line", adapters, definitions, database, reader, eventLog },
    check: () => checkAll([definitions, eventLog, ...line]),
    prepare: () => startServices(prepared, logger),
    async preflight(signal) {
      return preflightProblems(await preflight(asked, signal));
    },
    revivable: () => findRevivable(database, { enrichments: definitions.current(), providers }),
    start: () => startServices(services, logger),
    stop: () => stopServices(services, logger),
  };
}

/** What people ordered, as this process knows it. */
function createMirrors(database: Database, logger: Logger) {
  const deps = { database, logger };
  return { holds: createHoldMirror(deps), suppression: createSuppression(deps) };
}
