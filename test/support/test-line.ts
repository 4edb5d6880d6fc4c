import { type RecordChanged, topics, type WriteSafety } from "@fieldwork/contracts";
import { type Enrichment, loadEnrichments } from "@fieldwork/enrichments";
import type { EventLog } from "@fieldwork/event-log";
import { customFieldsFor } from "@fieldwork/infra/stack";
import type { LimitTable } from "@fieldwork/limits";
import type { ProviderKind } from "@fieldwork/models";
import type { Logger } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import {
  type CrmControl,
  createHubspotSimulator,
  createOpenaiSimulator,
  createSalesforceSimulator,
  type HubspotControl,
  type OpenaiControl,
  type SalesforceControl,
  type SalesforceOptions,
  salesAutomations,
} from "@fieldwork/simulators";
import { createDatabase, type Database, type Db } from "@fieldwork/store";
import { countLine } from "@fieldwork/store/reading";
import { createTestDatabase } from "@fieldwork/store/testing";
import { startLine } from "./start-line.ts";

export const testModel = "gpt-6-luna";

/** A whole line, everything fast: HubSpot and OpenAI simulated, the backends real. */
export interface TestLine {
  /** As the services connect. */
  readonly databaseUrl: string;
  readonly database: Database;
  /** The same database, as the role that owns its tables. */
  readonly owner: Db;
  readonly eventLog: EventLog;
  hubspot: CrmControl & HubspotControl;
  salesforce: CrmControl & SalesforceControl;
  openai: OpenaiControl;
  enrichments: readonly Enrichment[];
  /** Waits until everything that was read is finished. */
  drained(): Promise<void>;
  /** Of a company, as the CRM holds it. */
  company(id: string): Promise<Record<string, unknown>>;
  /** What was published of a company, in order. */
  changesOf(id: string): Promise<{ event: RecordChanged; traceparent: string }[]>;
  /** Stops the line and starts another on the same database and simulators. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestLineOptions {
  /** Of the simulated model. */
  latencyMs?: number;
  settings?: Record<string, string>;
  writes?: boolean;
  /** A catalog whose enrichments have routes of their own; else all ask OpenAI. */
  catalogDir?: string | undefined;
  /** Of the catalog, these alone. */
  names?: readonly string[];
  /** In place of all that. */
  route?: readonly string[];
  /** In place of the providers that Fieldwork has. */
  providerKinds?: readonly ProviderKind[];
  /** The text of a mapping.yaml; the connections are called hubspot and salesforce. */
  mapping?: string;
  /** What the connections allow; everything unless told. */
  connectionLimits?: LimitTable;
  /** What happens to the records that `before` makes; they are enriched unless told. */
  history?: "read-only" | "enrich";
  /** The group in which both connections share answers; they share none unless told. */
  sharing?: string;
  /** How the connections write; fast unless told. */
  crmWrites?: WriteSafety;
  /** From how many answers on Salesforce's backfills are written by jobs; never unless told. */
  bulkWritesFrom?: number;
  /** Whether Salesforce keeps the history of its fields, as HubSpot does. */
  fieldHistory?: boolean;
  /** The types of Salesforce's records; none unless told. */
  recordTypes?: SalesforceOptions["recordTypes"];
  /** Done to the CRMs before the line starts. */
  before?: ((crms: Pick<TestLine, "hubspot" | "salesforce">) => Promise<unknown>) | undefined;
  /** In place of one that says nothing. */
  logger?: Logger;
}

/** The line in this process, on PostgreSQL alone. */
export async function createTestLine({
  latencyMs = 5,
  settings = {},
  writes = true,
  catalogDir,
  names,
  route = catalogDir === undefined ? [`openai/${testModel}`] : undefined,
  providerKinds,
  mapping,
  connectionLimits,
  history = "enrich",
  sharing,
  crmWrites,
  bulkWritesFrom,
  fieldHistory,
  recordTypes,
  before,
  logger = testLogger(),
}: TestLineOptions = {}): Promise<TestLine> {
  const database = await createTestDatabase();
  const owner = createDatabase({
    connectionString: database.url,
    max: 2,
    applicationName: "test",
  });
  const hubspot = createHubspotSimulator({ workflows: salesAutomations.hubspot });
  const openai = createOpenaiSimulator({ latencyMs });
  const enrichments = await loadEnrichments({ catalogDir, names });
  const salesforce = createSalesforceSimulator({
    automations: salesAutomations.salesforce,
    ...{ customFields: customFieldsFor(enrichments), fieldHistory, recordTypes },
  });
  await Promise.all([hubspot.start(), salesforce.start(), openai.start()]);
  await before?.({ hubspot, salesforce });
  const parts = {
    ...{ database, hubspot, salesforce, openai, enrichments },
    ...{
      route,
      settings,
      writes,
      providerKinds,
      mapping,
      connectionLimits,
      history,
      sharing,
      crmWrites,
      bulkWritesFrom,
      logger,
    },
  };
  const start = () => startLine(parts);
  let running = await start();
  return {
    databaseUrl: database.servicesUrl,
    get database() {
      return running.line.database;
    },
    get eventLog() {
      return running.line.eventLog;
    },
    owner,
    hubspot,
    salesforce,
    openai,
    enrichments,
    drained: () => drained(running.line),
    async company(id) {
      const record = await hubspot.record({ object: "companies", id });
      if (!record) throw new Error(`there is no company ${id}`);
      return record.fields;
    },
    changesOf: (id) =>
      running.line.database.query(
        `select value as event, traceparent from log_event
         where topic = $1 and value->'ref'->>'id' = $2 order by log_offset`,
        [topics.recordChanged.name, id],
      ),
    async restart() {
      await running.stop();
      running = await start();
    },
    async stop() {
      await running.stop();
      await Promise.all([hubspot.stop(), salesforce.stop(), openai.stop(), owner.stop()]);
      await database.drop();
    },
  };
}

/** Waits until everything that was read is finished. */
export async function drained({
  database,
  eventLog,
}: Pick<TestLine, "database" | "eventLog">): Promise<void> {
  await eventually(
    async () => {
      // First: what is planned after this look is counted by the next.
      const lag = await eventLog.lag(topics.recordChanged, "planner");
      const { pending, total } = await countLine(database);
      if (total === 0 || pending > 0 || lag > 0) throw new Error(`${pending} pending, lag ${lag}`);
    },
    { timeoutMs: 15_000, everyMs: 30 },
  );
}

/** Writes to one field by the integration, in order, as the CRM's own books have them. */
export async function visibleWrites(
  { hubspot }: { hubspot: Pick<CrmControl, "books"> },
  recordId: string,
  field: string,
): Promise<unknown[]> {
  const { writes } = await hubspot.books.read();
  return writes
    .filter((row) => row.recordId === recordId && row.by === "integration" && field in row.after)
    .map((row) => row.after[field]);
}

/** Answers that the model gave and charged for, as its own books have them. */
export async function paidCalls({ openai }: Pick<TestLine, "openai">): Promise<number> {
  const { calls } = await openai.books.read();
  return calls.filter(({ note }) => note !== undefined).length;
}
