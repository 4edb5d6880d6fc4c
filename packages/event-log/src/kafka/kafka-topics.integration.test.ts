import { randomUUID } from "node:crypto";
import { testLogger } from "@fieldwork/runtime/testing";
import kafkajs, { type Admin } from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleTopic } from "../testing/sample-topic.ts";
import { createKafkaClient } from "./kafka-client.ts";
import { createTopics } from "./kafka-topics.ts";
import { type KafkaTestBackend, openTestBackend } from "./open-test-backend.ts";

let backend: KafkaTestBackend;
let admin: Admin;

beforeAll(async () => {
  backend = await openTestBackend();
  admin = createKafkaClient(backend, testLogger()).admin();
  await admin.connect();
});

afterAll(async () => {
  await admin?.disconnect();
  await backend?.close();
});

const { TOPIC } = kafkajs.ConfigResourceTypes;
const create = (topics: string[], options: { partitions?: number; retentionDays?: number } = {}) =>
  createTopics({
    brokers: backend.brokers,
    topics,
    partitions: 3,
    replicationFactor: 1,
    logger: testLogger(),
    ...options,
  });

async function partitionsOf(topic: string): Promise<number> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length ?? 0;
}

async function settingsOf(topic: string): Promise<Record<string, string>> {
  const resources = [{ type: TOPIC, name: topic }];
  const described = await admin.describeConfigs({ includeSynonyms: false, resources });
  const entries = described.resources[0]?.configEntries ?? [];
  return Object.fromEntries(
    entries.map(({ configName, configValue }) => [configName, configValue]),
  );
}

test("makes topics from several processes at once, as often as wanted", async () => {
  const topics = [`test.${randomUUID()}`, `test.${randomUUID()}`];
  await Promise.all([create(topics), create(topics), create(topics)]);
  await create(topics);
  for (const topic of topics) {
    expect(await partitionsOf(topic)).toBe(3);
    expect((await settingsOf(topic))["retention.ms"]).toBe(String(7 * 86_400_000));
  }
});

test("adds partitions and removes none", async () => {
  const topic = `test.${randomUUID()}`;
  await create([topic]);
  await Promise.all([create([topic], { partitions: 5 }), create([topic], { partitions: 5 })]);
  expect(await partitionsOf(topic)).toBe(5);
  await create([topic], { partitions: 2 });
  expect(await partitionsOf(topic)).toBe(5);
});

test("sets another retention and leaves what else was set", async () => {
  const topic = `test.${randomUUID()}`;
  await create([topic]);
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      { type: TOPIC, name: topic, configEntries: [{ name: "segment.bytes", value: "1234567" }] },
    ],
  });
  await create([topic], { retentionDays: 2 });
  expect(await settingsOf(topic)).toMatchObject({
    "retention.ms": String(2 * 86_400_000),
    "segment.bytes": "1234567",
  });
});

test("neither publishing nor subscribing makes a topic; both say how it is made", async () => {
  const log = await backend.open();
  const topic = sampleTopic(`test.${randomUUID()}`);
  const refusal = { code: "config_invalid", message: /npx fieldwork prepare/ };
  await expect(log.publish(topic, [{ event: { key: "a", n: 0 } }])).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringMatching(refusal.message),
  });
  await expect(
    log.subscribe(topic, { group: "g", handleBatch: async () => undefined }),
  ).rejects.toMatchObject({ message: expect.stringMatching(refusal.message) });
  expect(await admin.listTopics()).not.toContain(topic.name);
});
