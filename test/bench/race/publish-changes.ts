import { newTraceparent, type RecordChanged, topics } from "@fieldwork/contracts";
import { createAdapter } from "@fieldwork/crm";
import { loadEnrichments, outputsOf } from "@fieldwork/enrichments";
import { createTopics } from "@fieldwork/event-log";
import type { Logger } from "@fieldwork/runtime";
import { type Kafka, Partitioners } from "kafkajs";
import { spawnRaceVendors } from "./race-vendors.ts";

const partitions = 6;
const pageSize = 500;

/** Puts a change of each company on the topic, as the connector would have read it. */
export async function publishChanges(
  kafka: Kafka,
  { brokers, companies, logger }: { brokers: string; companies: number; logger: Logger },
): Promise<void> {
  const changes = await readChanges(companies, logger);
  if (changes.length !== companies)
    throw new Error(`${changes.length} changes of ${companies} companies`);
  await createTopics({
    brokers: brokers.split(","),
    clientId: "bench",
    topics: Object.values(topics).map(({ name }) => name),
    partitions,
    replicationFactor: 1,
    logger,
  });
  const { name, keyOf } = topics.recordChanged;
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    for (let from = 0; from < changes.length; from += pageSize) {
      await producer.send({
        topic: name,
        messages: changes.slice(from, from + pageSize).map((change) => ({
          key: keyOf(change),
          value: JSON.stringify(change),
          headers: { traceparent: newTraceparent() },
        })),
      });
    }
  } finally {
    await producer.disconnect();
  }
}

async function readChanges(companies: number, logger: Logger): Promise<RecordChanged[]> {
  const vendors = await spawnRaceVendors({ companies });
  const { url: loginUrl, credentials } = vendors.salesforce;
  const { clientId, clientSecret } = credentials;
  const adapter = createAdapter(
    { vendor: "salesforce", name: "salesforce", loginUrl, clientId, clientSecret },
    { outputs: outputsOf(await loadEnrichments()), logger },
  );
  try {
    const readAt = new Date().toISOString();
    const changes: RecordChanged[] = [];
    for await (const page of adapter.readChanges("company", null, new AbortController().signal)) {
      changes.push(...page.changes.map((change) => ({ ...change, readAt })));
    }
    return changes;
  } finally {
    await adapter.close();
    await vendors.stop();
  }
}
