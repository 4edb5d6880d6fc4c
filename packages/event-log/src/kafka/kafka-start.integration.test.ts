import { connect, createServer, type Server } from "node:net";
import { delay } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventLog } from "../event-log.ts";
import { createKafkaEventLog } from "./kafka-event-log.ts";
import { type KafkaTestBackend, openTestBackend } from "./open-test-backend.ts";

let backend: KafkaTestBackend;

beforeAll(async () => {
  backend = await openTestBackend();
});

afterAll(() => backend.close());

/** On the way to the broker: the first connection breaks after a while, others are slow, as on a busy machine. */
async function startShakyProxy(breaksAfterMs: number, slowMs: number): Promise<Server> {
  const [host, port] = (backend.brokers[0] ?? "").split(":");
  let count = 0;
  const proxy = createServer((client) => {
    client.on("error", () => undefined);
    count += 1;
    if (count === 1) return void setTimeout(() => client.resetAndDestroy(), breaksAfterMs);
    setTimeout(() => {
      const broker = connect(Number(port), host);
      broker.on("error", () => undefined);
      client.pipe(broker).pipe(client);
      client.on("close", () => broker.destroy());
    }, slowMs);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return proxy;
}

const rounds = 24;

test("can be used once it is started, however often it was asked meanwhile whether it is ready", async () => {
  const topic = await backend.freshTopic();
  for (let round = 0; round < rounds; round++) {
    const proxy = await startShakyProxy(20 * (round % 5), 30 * (round % 4));
    const address = proxy.address();
    if (address === null || typeof address === "string") throw new TypeError("no TCP address");
    const { database } = backend;
    const brokers = [`127.0.0.1:${address.port}`];
    const log = createKafkaEventLog({ brokers, database, logger: testLogger() });
    const isStarted = new AbortController();
    const asking = askUntil(log, isStarted.signal);
    await delay(round % 7);
    await log.start();
    await log.publish(topic, [{ event: { key: "a", n: round } }]);
    isStarted.abort();
    await asking;
    await log.stop();
    proxy.close();
  }
  const seen: number[] = [];
  const reader = await backend.open();
  await reader.subscribe(topic, {
    group: "reader",
    handleBatch: async (events) => {
      seen.push(...events.map(({ event }) => event.n));
    },
  });
  await eventually(() => expect(seen).toEqual(Array.from({ length: rounds }, (_, n) => n)));
}, 60_000);

async function askUntil(log: EventLog, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await log.check().catch(() => undefined);
    await delay(5, signal);
  }
}
