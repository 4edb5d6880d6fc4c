import { randomUUID } from "node:crypto";
import { AppError, delay } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { findDeadEvents } from "@fieldwork/store/reading";
import kafkajs, { type Admin, Kafka, logLevel, type Producer } from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventLog, Received } from "../event-log.ts";
import { partitionOf } from "../murmur2.ts";
import type { Sample } from "../testing/sample-topic.ts";
import { createKafkaClient } from "./kafka-client.ts";
import { kafkaGroupId } from "./kafka-subscription.ts";
import { type KafkaTestBackend, openTestBackend } from "./open-test-backend.ts";

const { ConfigResourceTypes } = kafkajs;

let backend: KafkaTestBackend;
let log: EventLog;

beforeAll(async () => {
  backend = await openTestBackend();
  log = await backend.open();
});

afterAll(() => backend?.close());

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const outage = () => new AppError("away", { code: "backend_unavailable", retryable: true });
const permanent = () => new AppError("never", { code: "event_malformed", retryable: false });

async function withAdmin(use: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = createKafkaClient(backend, testLogger()).admin();
  await admin.connect();
  await use(admin);
  await admin.disconnect();
}

async function withProducer(send: (producer: Producer) => Promise<unknown>): Promise<void> {
  const client = new Kafka({ brokers: [...backend.brokers], logLevel: logLevel.NOTHING });
  const producer = client.producer();
  await producer.connect();
  await send(producer);
  await producer.disconnect();
}

function deadLettersOf(topic: string) {
  return backend.database.query<{ log_offset: string; value: unknown; said: string }>(
    "select log_offset, value, reason_detail->>'said' as said from log_dead_letter where topic = $1 order by log_offset",
    [topic],
  );
}

test("gives a key the partition that the log on PostgreSQL gives it", async () => {
  const topic = await backend.freshTopic();
  const seen: Received<Sample>[] = [];
  const keys = range(60).map((index) => `acme/company/${index} å`);
  await log.publish(
    topic,
    keys.map((key) => ({ event: { key, n: 0 } })),
  );
  const subscription = await log.subscribe(topic, {
    group: "g",
    handleBatch: async (events) => void seen.push(...events),
  });
  await eventually(() => expect(seen).toHaveLength(keys.length));
  for (const { key, partition } of seen) expect(partition).toBe(partitionOf(key, 8));
  await subscription.stop();
});

test("keeps the order of calls that are published at once, and of a call too large for one request", async () => {
  const topic = await backend.freshTopic();
  const seen: string[] = [];
  const large = "x".repeat(9000);
  const sizes: number[] = [];
  const subscription = await log.subscribe(topic, {
    group: "g",
    maxBatch: 50,
    handleBatch: async (events) => {
      sizes.push(events.length);
      seen.push(...events.map(({ event, key }) => `${key.slice(0, 1)}${event.n}`));
    },
  });
  await Promise.all(range(200).map((n) => log.publish(topic, [{ event: { key: "a", n } }])));
  await log.publish(
    topic,
    range(200).map((n) => ({ event: { key: `b${large}`, n } })),
  );
  await eventually(() => expect(seen).toHaveLength(400));
  expect(seen.filter((one) => one.startsWith("a"))).toEqual(range(200).map((n) => `a${n}`));
  expect(seen.filter((one) => one.startsWith("b"))).toEqual(range(200).map((n) => `b${n}`));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
  await subscription.stop();
});

test("a message that the broker refuses for its size is a dead letter, those sent with it are not", async () => {
  const topic = await backend.freshTopic();
  await withAdmin((admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: topic.name,
          configEntries: [{ name: "max.message.bytes", value: "20000" }],
        },
      ],
    }),
  );
  const seen: number[] = [];
  const subscription = await log.subscribe(topic, {
    group: "g",
    handleBatch: async (events) => void seen.push(...events.map(({ event }) => event.n)),
  });
  const [key, large] = [randomUUID(), randomUUID()];
  const others = range(40).map((n) => ({ event: { key, n, text: "x".repeat(2000) } }));
  await Promise.all([
    log.publish(topic, [
      ...others.slice(0, 30),
      { event: { key: large, n: 0, text: "y".repeat(50_000) } },
      ...others.slice(30),
    ]),
    log.publish(topic, [{ event: { key, n: 40 } }]),
  ]);
  await eventually(() => expect(new Set(seen)).toEqual(new Set(range(41))));
  expect(seen.filter((n, index) => seen.indexOf(n) === index)).toEqual(range(41));
  expect(await findDeadEvents(backend.database, large)).toMatchObject([
    {
      group: null,
      reason: { detail: { said: expect.stringContaining("Kafka cannot store this") } },
    },
  ]);
  expect(await findDeadEvents(backend.database, key)).toEqual([]);
  await subscription.stop();
});

test("commits no offset beyond an event that is not finished", async () => {
  const topic = await backend.freshTopic();
  const admin = createKafkaClient(backend, testLogger()).admin();
  await admin.connect();
  await log.publish(
    topic,
    range(400).map((n) => ({ event: { key: `key-${n % 20}`, n } })),
  );
  const unfinished = new Map(range(8).map((partition) => [partition, new Set<bigint>()]));
  for (const { partition, high } of await admin.fetchTopicOffsets(topic.name)) {
    for (let offset = 0n; offset < BigInt(high); offset++) unfinished.get(partition)?.add(offset);
  }
  const overtaken: string[] = [];
  const compare = async () => {
    const groupId = kafkaGroupId(topic, "g");
    const [committed] = await admin.fetchOffsets({ groupId, topics: [topic.name] });
    for (const { partition, offset } of committed?.partitions ?? []) {
      const [first] = unfinished.get(partition) ?? [];
      if (first !== undefined && BigInt(offset) > first) overtaken.push(`${partition}: ${offset}`);
    }
  };
  let failures = 0;
  const subscription = await log.subscribe(topic, {
    group: "g",
    maxBatch: 7,
    handleBatch: async (events) => {
      if (events.some(({ event }) => event.n % 50 === 7) && events.length > 1) throw permanent();
      await compare();
      if (events.some(({ event }) => event.n % 10 === 3) && failures++ < 6) throw outage();
      for (const { partition, offset } of events) unfinished.get(partition)?.delete(offset);
    },
  });
  await eventually(async () => expect(await log.lag(topic, "g")).toBe(0), { timeoutMs: 20_000 });
  expect(failures).toBeGreaterThan(5);
  expect([...unfinished.values()].flatMap((offsets) => [...offsets])).toEqual([]);
  expect(overtaken).toEqual([]);
  await subscription.stop();
  await admin.disconnect();
}, 30_000);

test("keeps what it cannot read, whatever it holds, and goes on behind it", async () => {
  const topic = await backend.freshTopic();
  const seen: number[] = [];
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const manyKeys = JSON.stringify(Object.fromEntries(range(20_000).map((n) => [`k${n}`, n])));
  const values = [
    "{oops",
    '"nul \\u0000"',
    '{"key":"a","n":"one"}',
    "\0\ud800",
    null,
    deep,
    `{"key":"a","n":${deep}}`,
    '{"key":"a","n":1e400}',
    manyKeys,
  ];
  await withProducer((producer) =>
    producer.send({
      topic: topic.name,
      messages: values.map((value) => ({ key: "a\0", value, partition: 0 })),
    }),
  );
  await withProducer((producer) =>
    producer.send({
      topic: topic.name,
      messages: [{ value: JSON.stringify({ key: "a", n: 1 }), partition: 0 }],
    }),
  );
  const subscription = await log.subscribe(topic, {
    group: "g",
    handleBatch: async (events) => void seen.push(...events.map(({ event }) => event.n)),
  });
  await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
  expect(seen).toEqual([1]);
  const kept = await deadLettersOf(topic.name);
  expect(kept.map(({ log_offset }) => Number(log_offset))).toEqual([...values.keys()]);
  expect(kept[0]).toMatchObject({ value: "{oops", said: expect.stringContaining("not JSON") });
  expect(kept[2]).toMatchObject({ value: { key: "a", n: "one" } });
  await subscription.stop();
});

test("commits behind a dead letter only once it is kept", async () => {
  const topic = await backend.freshTopic();
  let isAway = true;
  let refused = 0;
  const guarded = await backend.open({
    database: {
      async query(text, values) {
        if (!isAway) return backend.database.query(text, values);
        refused += 1;
        throw outage();
      },
    },
  });
  await log.publish(topic, [{ event: { key: "a", n: 0 } }, { event: { key: "a", n: 1 } }]);
  const subscription = await guarded.subscribe(topic, {
    group: "g",
    handleBatch: async (events) => {
      if (events.some(({ event }) => event.n === 0)) throw permanent();
    },
  });
  await eventually(() => expect(refused).toBeGreaterThan(2));
  expect(await log.lag(topic, "g")).toBe(2);
  isAway = false;
  await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
  expect(await deadLettersOf(topic.name)).toHaveLength(1);
  await subscription.stop();
});

test("a handler may take longer than the session, and its events come once", async () => {
  const topic = await backend.freshTopic();
  const slow = await backend.open({ sessionTimeoutMs: 1000 });
  const seen: number[] = [];
  const signals: AbortSignal[] = [];
  await log.publish(topic, [{ event: { key: "a", n: 0 } }]);
  const subscription = await slow.subscribe(topic, {
    group: "g",
    handleBatch: async (events, { signal }) => {
      signals.push(signal);
      await delay(2500, signal);
      seen.push(...events.map(({ event }) => event.n));
    },
  });
  await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
  expect(seen).toEqual([0]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await subscription.stop();
});

test("stops in bounded time: a handler that does not end is told to give up", async () => {
  const topic = await backend.freshTopic();
  const hasty = await backend.open({ stopTimeoutMs: 200 });
  const started = Promise.withResolvers<AbortSignal>();
  await log.publish(topic, [{ event: { key: randomUUID(), n: 0 } }]);
  const subscription = await hasty.subscribe(topic, {
    group: "g",
    handleBatch: async (_, { signal }) => {
      started.resolve(signal);
      await delay(600_000, signal);
      throw outage();
    },
  });
  const signal = await started.promise;
  await subscription.stop();
  expect(signal.aborted).toBe(true);
  expect(await log.lag(topic, "g")).toBe(1);
});
