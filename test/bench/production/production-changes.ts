import { type RecordChanged, topics } from "@fieldwork/contracts";
import { createAdapter } from "@fieldwork/crm";
import { loadEnrichments, outputsOf } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import type { RunningStack } from "@fieldwork/infra/stack";
import { createLogger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";

const publishBatch = 500;

/** A change of each company that the stack's Salesforce has, as the connector would read it. */
export async function readChanges({ vendors }: RunningStack): Promise<RecordChanged[]> {
  const { url: loginUrl, credentials } = vendors.salesforce;
  const { clientId, clientSecret } = credentials;
  const adapter = createAdapter(
    { vendor: "salesforce", name: "salesforce", loginUrl, clientId, clientSecret },
    {
      outputs: outputsOf(await loadEnrichments()),
      logger: createLogger({ service: "bench", level: "error" }),
    },
  );
  try {
    const readAt = new Date().toISOString();
    const events: RecordChanged[] = [];
    for await (const page of adapter.readChanges("company", null, new AbortController().signal)) {
      events.push(...page.changes.map((change) => ({ ...change, readAt })));
    }
    return events;
  } finally {
    await adapter.close();
  }
}

export interface BenchLog {
  publish(events: readonly RecordChanged[]): Promise<void>;
  /** In pages, and forgets what is published. */
  publishAll(events: RecordChanged[]): Promise<void>;
  stop(): Promise<void>;
}

/** The stack's log, to publish changes into. */
export async function openLog({ backends }: RunningStack, database: Database): Promise<BenchLog> {
  const log = createKafkaEventLog({
    brokers: backends.kafkaBrokers.split(","),
    clientId: "bench",
    database,
    logger: createLogger({ service: "bench", level: "error" }),
  });
  await log.start();
  const publish = async (events: readonly RecordChanged[]) => {
    await log.publish(
      topics.recordChanged,
      events.map((event) => ({ event })),
    );
  };
  return {
    publish,
    async publishAll(events) {
      while (events.length > 0) await publish(events.splice(0, publishBatch));
    },
    stop: () => log.stop(),
  };
}
