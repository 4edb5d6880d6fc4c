import { type RecordChanged, topics } from "@fieldwork/contracts";
import { createAdapter } from "@fieldwork/crm";
import { loadEnrichments, outputsOf } from "@fieldwork/enrichments";
import { createKafkaEventLog } from "@fieldwork/event-log";
import type { RunningStack } from "@fieldwork/infra/stack";
import { createLogger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";

/** A page at a time, a change of each company that the stack's Salesforce has, as the connector would read it. */
export async function* readChanges({ vendors }: RunningStack): AsyncGenerator<RecordChanged[]> {
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
    for await (const page of adapter.readChanges("company", null, new AbortController().signal)) {
      yield page.changes.map((change) => ({ ...change, readAt }));
    }
  } finally {
    await adapter.close();
  }
}

export interface BenchLog {
  publish(events: readonly RecordChanged[]): Promise<void>;
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
  return {
    async publish(events) {
      await log.publish(
        topics.recordChanged,
        events.map((event) => ({ event })),
      );
    },
    stop: () => log.stop(),
  };
}
