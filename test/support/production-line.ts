import { randomUUID } from "node:crypto";
import { type RecordChanged, topics } from "@fieldwork/contracts";
import { loadEnrichments } from "@fieldwork/enrichments";
import { createKafkaEventLog, type EventLog } from "@fieldwork/event-log";
import { type RunningStack, type StackOptions, startStack } from "@fieldwork/infra/stack";
import { createLogger } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { createDatabase } from "@fieldwork/store";
import { drained, type TestLine, testModel } from "./test-line.ts";

/** The line on its production stack, every service in a process of its own. */
export interface ProductionLine extends TestLine {
  stack: RunningStack;
  /** The last lines of each process, for whoever looks into a failure. */
  log(): string;
}

/** Everything fast, and whoever falls silent is replaced within six seconds. */
const quickSettings = {
  FIELDWORK_BUDGET_USD: "1000",
  WRITE_MODE: "apply",
  POLL_EVERY_MS: "100",
  WRITE_LINGER_MS: "10",
  WRITE_POLL_MS: "200",
  SWEEP_EVERY_MS: "300",
  WAKE_UP_OVERDUE_MS: "4000",
  LEASE_MS: "3000",
  KAFKA_SESSION_TIMEOUT_MS: "6000",
  LOG_LEVEL: "info",
};

const keptLines = 400;

export async function createProductionLine(
  options: Partial<StackOptions> = {},
): Promise<ProductionLine> {
  const lines: string[] = [];
  const route = { FIELDWORK_ROUTE: `openai/${testModel}` };
  const settings = { ...quickSettings, ...route, ...options.settings };
  const stack = await startStack({
    logger: createLogger({ service: "stack", level: "warn" }),
    ...options,
    // What nobody asks here.
    replicas: { api: 0, ...options.replicas },
    settings,
    onLine(process, line) {
      lines.push(`${process} | ${line}`);
      if (lines.length > keptLines) lines.shift();
      options.onLine?.(process, line);
    },
  }).catch((error: unknown) => {
    process.stderr.write(`${lines.join("\n")}\n`);
    throw error;
  });
  const database = createDatabase({
    connectionString: stack.databaseUrl,
    max: 4,
    applicationName: "test",
  });
  const owner = createDatabase({
    connectionString: stack.adminUrl,
    max: 2,
    applicationName: "test",
  });
  const eventLog = createKafkaEventLog({
    brokers: stack.backends.kafkaBrokers.split(","),
    clientId: "test",
    database,
    logger: testLogger(),
  });
  await eventLog.start();
  const { hubspot, salesforce, openai } = stack.vendors;
  const changes = await followChanges(eventLog);
  return {
    ...{ stack, database, owner, eventLog, hubspot, salesforce, openai },
    databaseUrl: stack.databaseUrl,
    log: () => lines.join("\n"),
    enrichments: await loadEnrichments(),
    drained: () => drained({ database, eventLog }),
    async company(id) {
      const record = await hubspot.record({ object: "companies", id });
      if (!record) throw new Error(`there is no company ${id}`);
      return record.fields;
    },
    async changesOf(id) {
      await eventually(() => {
        if (!changes.some(({ event }) => event.ref.id === id)) throw new Error("no change yet");
      });
      return changes.filter(({ event }) => event.ref.id === id);
    },
    async restart() {
      await Promise.all(stack.processes.map((one) => one.stop()));
      await Promise.all(stack.processes.map((one) => one.start()));
    },
    async stop() {
      await eventLog.stop();
      await database.stop();
      await owner.stop();
      await stack.stop();
    },
  };
}

/** Every change that is published, as another reader of the log sees it. */
async function followChanges(
  eventLog: EventLog,
): Promise<{ event: RecordChanged; traceparent: string }[]> {
  const seen: { event: RecordChanged; traceparent: string }[] = [];
  await eventLog.subscribe(topics.recordChanged, {
    group: `test-${randomUUID()}`,
    handleBatch: async (events) => {
      for (const { event, traceparent = "" } of events) seen.push({ event, traceparent });
    },
  });
  return seen;
}
