import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { AppError, storableText } from "@fieldwork/runtime";
import { oddText } from "@fieldwork/runtime/odd-text";
import { eventually } from "@fieldwork/runtime/testing";
import type { Db } from "@fieldwork/store";
import { findDeadEvents } from "@fieldwork/store/reading";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { EventLog, Received, SubscribeOptions } from "../event-log.ts";
import { type Sample, sampleTopic } from "./sample-topic.ts";

/** A log under test, and how to open it again as another process would. */
export interface EventLogBackend {
  /** Opens and starts one more log on the same backend. */
  open(): Promise<EventLog>;
  /** Makes a topic, where topics must exist before they are used. */
  createTopic?: (name: string) => Promise<void>;
  /** Where it keeps dead letters. */
  database: Db;
  /** What another process needs: a module that exports `openEventLog(argument)`, and its argument. */
  process: { module: string; argument: string };
  close(): Promise<void>;
}

type SampleTopic = ReturnType<typeof sampleTopic>;
type Handle = SubscribeOptions<Sample>["handleBatch"];

/** What every log must do, whatever it is made of. */
export function describeEventLog(name: string, create: () => Promise<EventLogBackend>): void {
  describe(`${name} event log`, () => {
    let backend: EventLogBackend;
    let log: EventLog;

    beforeAll(async () => {
      backend = await create();
      log = await backend.open();
    });

    afterAll(async () => {
      await log?.stop();
      await backend?.close();
    });

    const freshTopic = async () => {
      const topic = sampleTopic(`test.${randomUUID()}`);
      await backend.createTopic?.(topic.name);
      return topic;
    };
    const publish = (topic: SampleTopic, events: readonly Sample[]) =>
      log.publish(
        topic,
        events.map((event) => ({ event })),
      );

    test("loses nothing to concurrent publishers and keeps the order of each key", async () => {
      const topic = await freshTopic();
      const seen = collector();
      const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
      const subscription = await log.subscribe(topic, { group: "g", handleBatch: seen.handle });
      await Promise.all(
        keys.map(async (key) => {
          for (let n = 0; n < 40; n += 4) {
            await publish(
              topic,
              [0, 1, 2, 3].map((step) => ({ key, n: n + step })),
            );
          }
        }),
      );
      await eventually(() => expect(seen.events).toHaveLength(keys.length * 40));
      for (const key of keys) expect(seen.ofKey(key)).toEqual(range(40));
      await subscription.stop();
    });

    test("gives each group every event, and a late group the past as well", async () => {
      const topic = await freshTopic();
      await publish(topic, [{ key: "a", n: 0 }]);
      const [first, second] = [collector(), collector()];
      const one = await log.subscribe(topic, { group: "one", handleBatch: first.handle });
      await publish(topic, [{ key: "a", n: 1 }]);
      const two = await log.subscribe(topic, { group: "two", handleBatch: second.handle });
      await eventually(() => {
        expect(first.ofKey("a")).toEqual([0, 1]);
        expect(second.ofKey("a")).toEqual([0, 1]);
      });
      await one.stop();
      await two.stop();
    });

    test("goes on where the group left off", async () => {
      const topic = await freshTopic();
      const [before, after] = [collector(), collector()];
      const first = await log.subscribe(topic, { group: "g", handleBatch: before.handle });
      await publish(topic, [{ key: "a", n: 0 }]);
      await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
      await first.stop();
      await publish(topic, [{ key: "a", n: 1 }]);
      expect(await log.lag(topic, "g")).toBe(1);
      const second = await log.subscribe(topic, { group: "g", handleBatch: after.handle });
      await eventually(() => expect(after.ofKey("a")).toEqual([1]));
      expect(before.ofKey("a")).toEqual([0]);
      await second.stop();
    });

    test("shares the partitions with a second member, each event handled by one, in order", async () => {
      const topic = await freshTopic();
      const other = await backend.open();
      const [first, second] = [collector(), collector()];
      const one = await log.subscribe(topic, { group: "g", handleBatch: first.handle });
      const two = await other.subscribe(topic, { group: "g", handleBatch: second.handle });
      const keys = Array.from({ length: 64 }, (_, index) => `key-${index}`);
      let n = 0;
      await eventually(
        async () => {
          await publish(
            topic,
            keys.map((key) => ({ key, n })),
          );
          n += 1;
          expect(first.events.length).toBeGreaterThan(0);
          expect(second.events.length).toBeGreaterThan(0);
        },
        { timeoutMs: 20_000, everyMs: 200 },
      );
      await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
      for (const key of keys) {
        const numbers = [...first.ofKey(key), ...second.ofKey(key)];
        expect(new Set(numbers)).toEqual(new Set(range(n)));
        for (const seen of [first, second])
          expect(isOrdered(withoutRepeats(seen.ofKey(key)))).toBe(true);
      }
      await one.stop();
      await two.stop();
      await other.stop();
    });

    test("gives a killed member's partitions to another; nothing is lost", async () => {
      const topic = await freshTopic();
      await publish(
        topic,
        range(400).map((index) => ({ key: `key-${index % 40}`, n: Math.floor(index / 40) })),
      );
      const killed = await startConsumer(backend, topic.name, "g");
      // On a busy machine a process takes seconds to start.
      await eventually(() => expect(killed.seen.length).toBeGreaterThan(20), {
        timeoutMs: 30_000,
      });
      killed.child.kill("SIGKILL");
      await once(killed.child, "exit");
      const seen = collector();
      const subscription = await log.subscribe(topic, { group: "g", handleBatch: seen.handle });
      await eventually(async () => expect(await log.lag(topic, "g")).toBe(0), {
        timeoutMs: 30_000,
      });
      const all = new Set([...killed.seen, ...seen.events.map(({ key, n }) => `${key}/${n}`)]);
      expect(all.size).toBe(400);
      expect(seen.events.length).toBeGreaterThan(0);
      await subscription.stop();
    }, 60_000);

    test("sets a poisoned event aside and handles those around it", async () => {
      const topic = await freshTopic();
      const seen = collector();
      const handleBatch: Handle = async (events, context) => {
        if (events.some(({ event }) => event.n === 3)) throw permanent();
        await seen.handle(events, context);
      };
      await publish(
        topic,
        range(8).map((n) => ({ key: "a", n })),
      );
      const subscription = await log.subscribe(topic, { group: "g", handleBatch });
      await eventually(() => expect(seen.ofKey("a")).toEqual([0, 1, 2, 4, 5, 6, 7]));
      await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
      await subscription.stop();
    });

    test("holds an event through an outage that lasts, and others meanwhile pass", async () => {
      const topic = await freshTopic();
      const seen = collector();
      let isDown = true;
      let attempts = 0;
      const handleBatch: Handle = async (events, context) => {
        if (isDown && events.some(({ event }) => event.key === "down")) {
          attempts += 1;
          throw new AppError("away", { code: "backend_unavailable", retryable: true });
        }
        await seen.handle(events, context);
      };
      const subscription = await log.subscribe(topic, { group: "g", handleBatch });
      await publish(topic, [{ key: "down", n: 0 }]);
      await eventually(() => expect(attempts).toBeGreaterThan(2));
      const keys = range(40).map((index) => `up-${index}`);
      await publish(
        topic,
        keys.map((key) => ({ key, n: 0 })),
      );
      await eventually(() => expect(seen.events.length).toBeGreaterThan(20));
      isDown = false;
      await eventually(() => expect(seen.events).toHaveLength(41));
      expect(seen.ofKey("down")).toEqual([0]);
      await subscription.stop();
    });

    test("never sets an event aside for an error that nobody typed", async () => {
      const topic = await freshTopic();
      const seen = collector();
      let failures = 3;
      const handleBatch: Handle = async (events, context) => {
        if (failures-- > 0) throw new TypeError("a bug of ours");
        await seen.handle(events, context);
      };
      await publish(topic, [{ key: "a", n: 0 }]);
      const subscription = await log.subscribe(topic, { group: "g", handleBatch });
      await eventually(() => expect(seen.ofKey("a")).toEqual([0]));
      await subscription.stop();
    });

    test("is not fit while an event fails again and again for no outage, and is again afterwards", async () => {
      const topic = await freshTopic();
      let isBroken = true;
      const subscription = await log.subscribe(topic, {
        group: "g",
        handleBatch: async () => {
          if (isBroken) throw new TypeError("a bug of ours");
        },
      });
      await eventually(() => log.check());
      await publish(topic, [{ key: "a", n: 0 }]);
      await eventually(() => expect(log.check()).rejects.toMatchObject({ code: "internal" }), {
        timeoutMs: 20_000,
      });
      isBroken = false;
      await eventually(() => log.check(), { timeoutMs: 20_000 });
      await eventually(async () => expect(await log.lag(topic, "g")).toBe(0));
      await subscription.stop();
    }, 60_000);

    test("delivers nothing while paused and everything after", async () => {
      const topic = await freshTopic();
      const seen = collector();
      const subscription = await log.subscribe(topic, { group: "g", handleBatch: seen.handle });
      await publish(topic, [{ key: "a", n: 0 }]);
      await eventually(() => expect(seen.ofKey("a")).toEqual([0]));
      subscription.pause();
      await publish(topic, [{ key: "a", n: 1 }]);
      // Another group sees that it was published.
      const witness = collector();
      const watching = await log.subscribe(topic, { group: "w", handleBatch: witness.handle });
      await eventually(() => expect(witness.ofKey("a")).toEqual([0, 1]));
      expect(seen.ofKey("a")).toEqual([0]);
      subscription.resume();
      await eventually(() => expect(seen.ofKey("a")).toEqual([0, 1]));
      await subscription.stop();
      await watching.stop();
    });

    test("carries the trace and the key", async () => {
      const topic = await freshTopic();
      const seen: Received<Sample>[] = [];
      const subscription = await log.subscribe(topic, {
        group: "g",
        handleBatch: async (events) => void seen.push(...events),
      });
      await log.publish(topic, [{ event: { key: "a", n: 0 }, traceparent: "00-aa-bb-01" }]);
      await eventually(() => expect(seen).toHaveLength(1));
      expect(seen[0]).toMatchObject({ key: "a", traceparent: "00-aa-bb-01", event: { n: 0 } });
      await subscription.stop();
    });

    test("publishes the events beside one that it cannot hold, which becomes a dead letter", async () => {
      const topic = await freshTopic();
      const [misfit, large] = [randomUUID(), randomUUID()];
      await publish(topic, [
        { key: "a", n: 0 },
        { key: misfit, n: "one" } as unknown as Sample,
        { key: "a", n: 1 },
        { key: large, n: 0, text: "ä".repeat(600_000) },
        { key: "a", n: 2 },
      ]);
      const seen = collector();
      const subscription = await log.subscribe(topic, { group: "g", handleBatch: seen.handle });
      await eventually(() => expect(seen.ofKey("a")).toEqual([0, 1, 2]));
      expect(seen.events).toHaveLength(3);
      expect(await findDeadEvents(backend.database, misfit)).toEqual([
        expect.objectContaining({
          key: misfit,
          topic: topic.name,
          group: null,
          reason: {
            code: "event-malformed",
            detail: expect.objectContaining({
              said: expect.stringContaining(`does not fit ${topic.name}: n: `),
            }),
          },
        }),
      ]);
      expect(await findDeadEvents(backend.database, large)).toMatchObject([
        {
          reason: {
            code: "data-invalid",
            detail: { said: expect.stringMatching(/^it has 1200\d{3} bytes/) },
          },
        },
      ]);
      await subscription.stop();
    });

    test("keeps one dead letter a key for what is published in vain again and again", async () => {
      const topic = await freshTopic();
      const key = randomUUID();
      for (const text of ["one", "two"]) {
        await publish(topic, [
          { key, n: 0.5, text: "at once" },
          { key, n: 0.5, text },
        ]);
      }
      expect(await findDeadEvents(backend.database, key)).toHaveLength(1);
    });

    test("carries every text there is, but for what no store holds", async () => {
      const topic = await freshTopic();
      const seen = collector();
      const subscription = await log.subscribe(topic, { group: "g", handleBatch: seen.handle });
      const texts = fc.sample(oddText({ maxPieces: 40 }), 200);
      await publish(
        topic,
        texts.map((text, n) => ({ key: `key ${text}`, n, text })),
      );
      await eventually(() => expect(seen.events).toHaveLength(texts.length));
      const inOrder = seen.events.toSorted((a, b) => a.n - b.n);
      expect(inOrder.map(({ text }) => text)).toEqual(texts.map(storableText));
      expect(inOrder.map(({ key }) => key)).toEqual(
        texts.map((text) => storableText(`key ${text}`)),
      );
      await subscription.stop();
    });

    test("stopping finishes the batch under way", async () => {
      const topic = await freshTopic();
      const gate = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      const seen = collector();
      const subscription = await log.subscribe(topic, {
        group: "g",
        handleBatch: async (events, context) => {
          started.resolve();
          await gate.promise;
          await seen.handle(events, context);
        },
      });
      await publish(topic, [{ key: "a", n: 0 }]);
      await started.promise;
      const stopped = subscription.stop();
      gate.resolve();
      await stopped;
      expect(seen.ofKey("a")).toEqual([0]);
      expect(await log.lag(topic, "g")).toBe(0);
    });
  });
}

function permanent(): AppError {
  return new AppError("never", { code: "event_malformed", retryable: false });
}

function collector() {
  const events: Sample[] = [];
  const handle: Handle = async (received) =>
    void events.push(...received.map(({ event }) => event));
  const ofKey = (key: string) => events.filter((event) => event.key === key).map(({ n }) => n);
  return { events, handle, ofKey };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function withoutRepeats(numbers: readonly number[]): number[] {
  return [...new Set(numbers)];
}

function isOrdered(numbers: readonly number[]): boolean {
  return numbers.every((n, index) => index === 0 || (numbers[index - 1] ?? n) < n);
}

interface ConsumerProcess {
  child: ChildProcess;
  /** `key/n` of each event it handled. */
  seen: string[];
}

async function startConsumer(
  { process: { module, argument } }: EventLogBackend,
  topic: string,
  group: string,
): Promise<ConsumerProcess> {
  const script = new URL("./consumer-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, module, argument, topic, group], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Left alive by a test that fails, it would keep the whole run from ending.
  onTestFinished(() => void child.kill("SIGKILL"));
  const seen: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => seen.push(line));
  return { child, seen };
}
