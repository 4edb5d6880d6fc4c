import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Topic } from "@fieldwork/contracts";
import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventLog, SubscribeOptions } from "../event-log.ts";
import type { Sample } from "../testing/sample-topic.ts";

import { type KafkaTestBackend, openTestBackend } from "./open-test-backend.ts";

let backend: KafkaTestBackend;
let log: EventLog;
const children: ChildProcess[] = [];

beforeAll(async () => {
  backend = await openTestBackend();
  log = await backend.open();
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await backend?.close();
});

const keys = Array.from({ length: 40 }, (_, index) => `key-${index}`);

/** Publishes the n-th event of every key. */
function publishRound(topic: Topic<Sample>, n: number): Promise<void> {
  return log.publish(
    topic,
    keys.map((key) => ({ event: { key, n } })),
  );
}

function startConsumer(topic: string, seen: string[]): ChildProcess {
  const script = new URL("../testing/consumer-process.ts", import.meta.url).pathname;
  const module = new URL("./open-event-log.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, module, backend.argument, topic, "g"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => seen.push(line));
  children.push(child);
  return child;
}

/** The order in which the events of each key were handled first, by whichever member. */
function firstDeliveries(seen: readonly string[]): Map<string, number[]> {
  const byKey = new Map<string, number[]>();
  for (const one of new Set(seen)) {
    const [key = "", n] = one.split("/");
    byKey.set(key, [...(byKey.get(key) ?? []), Number(n)]);
  }
  return byKey;
}

function expectAllInOrder(seen: readonly string[], rounds: number): void {
  const deliveries = firstDeliveries(seen);
  const expected = Array.from({ length: rounds }, (_, n) => n);
  for (const key of keys) expect(deliveries.get(key)).toEqual(expected);
}

function noting(seen: string[]): SubscribeOptions<Sample>["handleBatch"] {
  return async (events) => void seen.push(...events.map(({ event }) => `${event.key}/${event.n}`));
}

test("a member that was stopped past its session goes on by itself, and its late commit changes nothing", async () => {
  const topic = await backend.freshTopic();
  const seen: string[] = [];
  for (let n = 0; n < 10; n++) await publishRound(topic, n);
  const child = startConsumer(topic.name, seen);
  // On a busy machine a process takes seconds to start.
  await eventually(() => expect(seen.length).toBeGreaterThan(20), { timeoutMs: 30_000 });
  child.kill("SIGSTOP");
  const subscription = await log.subscribe(topic, { group: "g", handleBatch: noting(seen) });
  await eventually(async () => expect(await log.lag(topic, "g")).toBe(0), { timeoutMs: 20_000 });
  expectAllInOrder(seen, 10);

  const theirs: string[] = [];
  createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => theirs.push(line));
  child.kill("SIGCONT");
  // What it had in hand it still handles, and then it would commit.
  await eventually(() => expect(theirs.length).toBeGreaterThan(0));
  const lags: number[] = [];
  let n = 10;
  await eventually(
    async () => {
      lags.push(await log.lag(topic, "g"));
      await publishRound(topic, n++);
      await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
      expect(theirs.some((one) => Number(one.split("/")[1]) >= 10)).toBe(true);
    },
    { timeoutMs: 20_000, everyMs: 200 },
  );
  expect(Math.max(...lags)).toBe(0);
  expectAllInOrder(seen, n);
  child.kill("SIGTERM");
  await subscription.stop();
}, 60_000);

test("members that join and leave in quick succession lose nothing and keep the order of each key", async () => {
  const topic = await backend.freshTopic();
  const logs = [log, await backend.open(), await backend.open()];
  const seen: string[] = [];
  let isOver = false;
  let rounds = 0;
  const publishing = (async () => {
    while (!isOver) {
      await publishRound(topic, rounds);
      rounds += 1;
    }
  })();
  const comeAndGo = async (member: EventLog, stays: readonly number[]) => {
    for (const stayMs of stays) {
      const subscription = await member.subscribe(topic, {
        group: "g",
        maxBatch: 20,
        handleBatch: async (events, context) => {
          await delay(5, context.signal);
          await noting(seen)(events, context);
        },
      });
      await delay(stayMs);
      await subscription.stop();
    }
  };
  await Promise.all([
    comeAndGo(logs[0] ?? log, [900, 1, 700, 30, 500]),
    comeAndGo(logs[1] ?? log, [50, 400, 10, 800, 200, 1, 300]),
    comeAndGo(logs[2] ?? log, [300, 100, 600, 5, 200, 400]),
  ]);
  isOver = true;
  await publishing;
  const last = await log.subscribe(topic, { group: "g", handleBatch: noting(seen) });
  await eventually(async () => expect(await log.lag(topic, "g")).toBe(0), { timeoutMs: 20_000 });
  expect(rounds).toBeGreaterThan(20);
  expectAllInOrder(seen, rounds);
  await last.stop();
}, 60_000);

test("stopping finishes, also while the group is still forming", async () => {
  const topic = await backend.freshTopic();
  const subscription = await log.subscribe(topic, {
    group: "g",
    handleBatch: async () => undefined,
  });
  await subscription.stop();
  await publishRound(topic, 0);
  const seen: string[] = [];
  const next = await log.subscribe(topic, { group: "g", handleBatch: noting(seen) });
  await eventually(() => expectAllInOrder(seen, 1));
  await next.stop();
});

test("is fit to serve once every subscription is in its group", async () => {
  const topic = await backend.freshTopic();
  const fresh = await backend.open();
  await fresh.check();
  const subscription = await fresh.subscribe(topic, {
    group: "g",
    handleBatch: async () => undefined,
  });
  await expect(fresh.check()).rejects.toMatchObject({ code: "log_unavailable" });
  await eventually(() => fresh.check());
  await subscription.stop();
});
