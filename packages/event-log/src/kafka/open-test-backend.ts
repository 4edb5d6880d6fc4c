import { randomUUID } from "node:crypto";
import { testLogger } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import type { EventLog } from "../event-log.ts";
import { eventLogMigrations } from "../postgres/log-migrations.ts";
import { sampleTopic } from "../testing/sample-topic.ts";
import { createKafkaEventLog, type KafkaEventLogOptions } from "./kafka-event-log.ts";
import { createTopics } from "./kafka-topics.ts";

export interface KafkaTestBackend {
  brokers: readonly string[];
  database: Database;
  /** For `openEventLog` in another process. */
  argument: string;
  createTopic(name: string): Promise<void>;
  freshTopic(): Promise<ReturnType<typeof sampleTopic>>;
  /** A started log; all are stopped with the backend. */
  open(options?: Partial<KafkaEventLogOptions>): Promise<EventLog>;
  close(): Promise<void>;
}

/** Kafka with a database for its dead letters: the test run's broker, unless told another. */
export async function openTestBackend(brokers = testBrokers()): Promise<KafkaTestBackend> {
  const logger = testLogger("event-log");
  const testDatabase = await openTestStore([eventLogMigrations]);
  const { database } = testDatabase;
  const logs: EventLog[] = [];
  const createTopic = (name: string) =>
    createTopics({ brokers, topics: [name], partitions: 8, replicationFactor: 1, logger });
  return {
    brokers,
    database,
    argument: `${brokers.join(",")} ${testDatabase.url}`,
    createTopic,
    async freshTopic() {
      const topic = sampleTopic(`test.${randomUUID()}`);
      await createTopic(topic.name);
      return topic;
    },
    async open(options = {}) {
      const log = createKafkaEventLog({ brokers, database, logger, ...quick, ...options });
      await log.start();
      logs.push(log);
      return log;
    },
    async close() {
      await Promise.all(logs.map((log) => log.stop()));
      await testDatabase.drop();
    },
  };
}

const quick = { sessionTimeoutMs: 3000, rebalanceTimeoutMs: 10_000, stopTimeoutMs: 5000 };

function testBrokers(): string[] {
  // biome-ignore lint/style/noProcessEnv: how the test run tells its workers where the broker is.
  const brokers = process.env.FIELDWORK_TEST_KAFKA;
  if (!brokers)
    throw new Error("no test Kafka: run the tests with `npm test` or with test/vitest.config.ts");
  return brokers.split(",");
}
