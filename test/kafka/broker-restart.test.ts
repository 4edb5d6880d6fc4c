import { randomUUID } from "node:crypto";
import { createKafkaEventLog, createTopics, type EventLog } from "@fieldwork/event-log";
import { type LocalBackends, type LocalServer, startLocalBackends } from "@fieldwork/infra/local";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

let backends: LocalBackends;
let kafka: LocalServer;
let log: EventLog;
const brokers = () => backends.kafkaBrokers.split(",");
const noDeadLetters = { query: async () => expect.unreachable() };

beforeAll(async () => {
  backends = await startLocalBackends({ need: ["kafka"], given: {}, logger: testLogger() });
  if (!backends.servers.kafka) throw new Error("no broker of our own");
  kafka = backends.servers.kafka;
  log = createKafkaEventLog({
    brokers: brokers(),
    database: noDeadLetters,
    logger: testLogger(),
    sessionTimeoutMs: 6000,
    // A broker takes its time to come back on a busy machine.
    publishTimeoutMs: 120_000,
  });
  await log.start();
}, 60_000);

afterAll(async () => {
  await log?.stop();
  await backends?.stop();
});

const sample = z.object({ key: z.string(), n: z.int() });
type Sample = z.infer<typeof sample>;
const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);

async function freshTopic() {
  const topic = { name: `test.${randomUUID()}`, schema: sample, keyOf: ({ key }: Sample) => key };
  await createTopics({
    brokers: brokers(),
    topics: [topic.name],
    partitions: 4,
    replicationFactor: 1,
    logger: testLogger(),
  });
  return topic;
}

test("goes on by itself after its broker was killed, with nothing lost and the order of each key kept", async () => {
  const topic = await freshTopic();
  const seen = new Map<string, Set<number>>(keys.map((key) => [key, new Set()]));
  const subscription = await log.subscribe(topic, {
    group: "g",
    handleBatch: async (events) => {
      for (const { event } of events) seen.get(event.key)?.add(event.n);
    },
  });
  let rounds = 0;
  const publishRound = async () => {
    await log.publish(
      topic,
      keys.map((key) => ({ event: { key, n: rounds } })),
    );
    rounds += 1;
  };
  while (rounds < 20) await publishRound();
  await eventually(() => expect(seen.get("key-0")?.size).toBeGreaterThan(0));
  await kafka.signal("SIGKILL");
  await expect(log.check()).rejects.toMatchObject({ code: "log_unavailable", retryable: true });
  // Published while it is away: waits for the broker.
  const meanwhile = publishRound();
  await kafka.start();
  await meanwhile;
  while (rounds < 40) await publishRound();
  await eventually(
    () => {
      for (const numbers of seen.values()) expect(numbers.size).toBe(rounds);
    },
    { timeoutMs: 60_000 },
  );
  const inOrder = Array.from({ length: rounds }, (_, n) => n);
  for (const numbers of seen.values()) expect([...numbers]).toEqual(inOrder);
  await eventually(async () => expect(await log.lag(topic, "g")).toBe(0), { timeoutMs: 30_000 });
  await eventually(() => log.check(), { timeoutMs: 30_000 });
  await subscription.stop();
}, 180_000);

test("a call to a broker that does not answer ends in bounded time, and says that it may be tried again", async () => {
  const topic = await freshTopic();
  const hasty = createKafkaEventLog({
    brokers: brokers(),
    database: noDeadLetters,
    logger: testLogger(),
    publishTimeoutMs: 1500,
  });
  await hasty.start();
  const event = { key: "a", n: 0 };
  await hasty.publish(topic, [{ event }]);
  await kafka.signal("SIGSTOP");
  const unknown = { code: "log_unavailable", retryable: true };
  await expect(hasty.publish(topic, [{ event }])).rejects.toMatchObject(unknown);
  await expect(hasty.check()).rejects.toMatchObject(unknown);
  await kafka.signal("SIGCONT");
  await eventually(() => hasty.publish(topic, [{ event }]), { timeoutMs: 30_000 });
  await eventually(() => hasty.check(), { timeoutMs: 30_000 });
  await hasty.stop();
}, 120_000);
