import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { WakeUp } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { LaneSettings, Lanes } from "../lanes.ts";

/** Lanes under test, and how to open them again as another process would. */
export interface LanesBackend {
  /** Opens and starts lanes that may work `workers` lanes at once. */
  open(workers: number, settings?: LaneSettings): Promise<Lanes>;
  /** What another process needs: a module that exports `openLanes(argument)`, and its argument. */
  process: { module: string; argument: string };
  /** Sessions or connections that the backend counts now. */
  countSessions(): Promise<number>;
  /** Keys or rows that hold something of the lane's wake-ups. */
  countStored(lane: string): Promise<number>;
  /** Ends every connection, as a restart of the backend would. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

/** What all lanes must do, whatever they are made of. */
export function describeLanes(name: string, create: () => Promise<LanesBackend>): void {
  describe(`${name} lanes`, () => {
    let backend: LanesBackend;
    let lanes: Lanes;

    beforeAll(async () => {
      backend = await create();
      lanes = await backend.open(8);
    });

    afterAll(async () => {
      await lanes?.stop();
      await backend?.close();
    });

    const freshLane = () => `lane-${randomUUID()}`;

    test("delivers every wake-up to one of the lane's consumers", async () => {
      const lane = freshLane();
      const seen: WakeUp[] = [];
      const handle = async (wakeUp: WakeUp) => void seen.push(wakeUp);
      const consumer = await lanes.consume(lane, { concurrency: 5, handle });
      const other = await backend.open(1);
      const second = await other.consume(lane, { concurrency: 5, handle });
      const wakeUps = numbered(60).map((wakeUp) => ({ ...wakeUp, traceparent: "00-aa-bb-01" }));
      await lanes.dispatch(lane, wakeUps);
      await eventually(() => expect(seen).toHaveLength(60));
      expect(byId(seen)).toEqual(byId(wakeUps));
      await consumer.stop();
      await second.stop();
      await other.stop();
    });

    test("handles as many at once as asked, and no more", async () => {
      const lane = freshLane();
      const gate = Promise.withResolvers<void>();
      let running = 0;
      let most = 0;
      const consumer = await lanes.consume(lane, {
        concurrency: 4,
        handle: async () => {
          running += 1;
          most = Math.max(most, running);
          await gate.promise;
          running -= 1;
        },
      });
      await lanes.dispatch(lane, numbered(12));
      await eventually(() => expect(running).toBe(4));
      await eventually(async () =>
        expect(await lanes.counts(lane)).toEqual({ waiting: 8, active: 4 }),
      );
      gate.resolve();
      await eventually(async () =>
        expect(await lanes.counts(lane)).toEqual({ waiting: 0, active: 0 }),
      );
      expect(most).toBe(4);
      await consumer.stop();
    });

    test("handles no more at once of wake-ups that were sent together", async () => {
      const lane = freshLane();
      let [running, most, done] = [0, 0, 0];
      const consumer = await lanes.consume(lane, {
        concurrency: 7,
        handle: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          done += 1;
        },
      });
      await lanes.dispatch(lane, numbered(200));
      await eventually(() => expect(done).toBe(200));
      expect(most).toBe(7);
      await consumer.stop();
    });

    test("a wake-up that takes long keeps none waiting that was sent with it or after it", async () => {
      const lane = freshLane();
      const gate = Promise.withResolvers<void>();
      const done: string[] = [];
      const consumer = await lanes.consume(lane, {
        concurrency: 5,
        handle: async ({ workId }) => {
          if (Number(workId) <= 4) await gate.promise;
          done.push(workId);
        },
      });
      await lanes.dispatch(lane, numbered(80));
      await eventually(() => expect(done).toHaveLength(76));
      gate.resolve();
      await consumer.stop();
      expect(done).toHaveLength(80);
    });

    test("a duplicate is delivered again: whoever claims the row tells", async () => {
      const lane = freshLane();
      const seen: WakeUp[] = [];
      const consumer = await lanes.consume(lane, {
        concurrency: 2,
        handle: async (wakeUp) => void seen.push(wakeUp),
      });
      await lanes.dispatch(lane, numbered(1));
      await lanes.dispatch(lane, numbered(1));
      await eventually(() => expect(seen).toHaveLength(2));
      await consumer.stop();
    });

    test("a handler that throws costs its own wake-up and no other", async () => {
      const lane = freshLane();
      const seen: string[] = [];
      const consumer = await lanes.consume(lane, {
        concurrency: 1,
        handle: async ({ workId }) => {
          seen.push(workId);
          if (workId === "1") throw new Error("broken");
        },
      });
      await lanes.dispatch(lane, numbered(3));
      await eventually(() => expect(seen.toSorted()).toEqual(["1", "2", "3"]));
      await eventually(async () =>
        expect(await lanes.counts(lane)).toEqual({ waiting: 0, active: 0 }),
      );
      await consumer.stop();
    });

    test("keeps nothing of what was handled, well or badly", async () => {
      const lane = freshLane();
      let handled = 0;
      const consumer = await lanes.consume(lane, {
        concurrency: 10,
        handle: async ({ workId }) => {
          handled += 1;
          if (workId === "7") throw new Error("broken");
        },
      });
      const storedAfter = async (count: number) => {
        handled = 0;
        await lanes.dispatch(lane, numbered(count));
        await eventually(async () => {
          expect(handled).toBe(count);
          expect(await lanes.counts(lane)).toEqual({ waiting: 0, active: 0 });
        });
        return backend.countStored(lane);
      };
      const few = await storedAfter(10);
      expect(await storedAfter(300)).toBe(few);
      await consumer.stop();
    });

    test("stopping finishes what runs and takes no more", async () => {
      const lane = freshLane();
      const gate = Promise.withResolvers<void>();
      const [started, finished]: string[][] = [[], []];
      const consumer = await lanes.consume(lane, {
        concurrency: 2,
        handle: async ({ workId }) => {
          started?.push(workId);
          await gate.promise;
          finished?.push(workId);
        },
      });
      await lanes.dispatch(lane, numbered(6));
      await eventually(() => expect(started).toHaveLength(2));
      const stopped = consumer.stop();
      gate.resolve();
      await stopped;
      expect(finished).toEqual(started);
      expect(started).toHaveLength(2);
      expect(await lanes.counts(lane)).toMatchObject({ waiting: 4 });
    });

    test("stopping gives back what was sent together and has not begun, and nothing else", async () => {
      const lane = freshLane();
      const gate = Promise.withResolvers<void>();
      const [first, second]: [string[], string[]] = [[], []];
      const consumer = await lanes.consume(lane, {
        concurrency: 2,
        handle: async ({ workId }) => {
          first.push(workId);
          if (first.length > 5) await gate.promise;
        },
      });
      await lanes.dispatch(lane, numbered(50));
      await eventually(() => expect(first).toHaveLength(7));
      const stopped = consumer.stop();
      gate.resolve();
      await stopped;
      expect(await lanes.counts(lane)).toEqual({ waiting: 43, active: 0 });
      const next = await lanes.consume(lane, {
        concurrency: 2,
        handle: async ({ workId }) => void second.push(workId),
      });
      await eventually(() => expect(second).toHaveLength(43));
      expect(new Set([...first, ...second]).size).toBe(50);
      await next.stop();
    });

    test("stopping aborts what has not finished in time, and leaves behind what ignores that", async () => {
      const lane = freshLane();
      const hasty = await backend.open(1, { abortAfterMs: 200 });
      const never = Promise.withResolvers<void>();
      const ends: string[] = [];
      await hasty.consume(lane, {
        concurrency: 2,
        handle: async ({ workId }, signal) => {
          ends.push(`${workId} started`);
          if (workId === "1") return never.promise;
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          ends.push(`${workId} aborted`);
        },
      });
      await lanes.dispatch(lane, numbered(2));
      await eventually(() => expect(ends.toSorted()).toEqual(["1 started", "2 started"]));
      const stoppedAt = performance.now();
      await hasty.stop();
      expect(performance.now() - stoppedAt).toBeLessThan(5000);
      expect(ends).toContain("2 aborted");
      const seen: string[] = [];
      const consumer = await lanes.consume(lane, {
        concurrency: 2,
        handle: async ({ workId }) => void seen.push(workId),
      });
      await eventually(() => expect(seen).toEqual(["1"]));
      never.resolve();
      await consumer.stop();
    });

    test("goes on by itself after the backend was away", async () => {
      const lane = freshLane();
      const seen: WakeUp[] = [];
      const consumer = await lanes.consume(lane, {
        concurrency: 2,
        handle: async (wakeUp) => void seen.push(wakeUp),
      });
      await backend.interrupt();
      await eventually(() => lanes.dispatch(lane, numbered(3)));
      await eventually(() => expect(new Set(seen.map(({ workId }) => workId)).size).toBe(3));
      await consumer.stop();
    });

    test("works six lanes at once on a bounded number of sessions", async () => {
      // Others may still connect again after the test above.
      const alone = await create();
      const six = await alone.open(6);
      const names = Array.from({ length: 6 }, freshLane);
      const seen: string[] = [];
      await Promise.all(
        names.map((lane) =>
          six.consume(lane, { concurrency: 20, handle: async () => void seen.push(lane) }),
        ),
      );
      await Promise.all(names.map((lane) => six.dispatch(lane, numbered(20))));
      await eventually(() => expect(seen).toHaveLength(120));
      const sessions = await alone.countSessions();
      expect(sessions).toBeGreaterThanOrEqual(6);
      expect(sessions).toBeLessThanOrEqual(6 + 4);
      await six.stop();
      await alone.close();
    });

    test("starts again within 20 s what a killed worker held, begun or not", async () => {
      const lane = freshLane();
      const killed = await startWorker(backend, lane);
      await lanes.dispatch(lane, numbered(3));
      await lanes.dispatch(lane, numbered(40));
      await eventually(() => expect(killed.started).toHaveLength(10), { timeoutMs: 15_000 });
      killed.child.kill("SIGKILL");
      await once(killed.child, "exit");
      const killedAt = Date.now();
      const seen: string[] = [];
      const consumer = await lanes.consume(lane, {
        concurrency: 5,
        handle: async ({ workId }) => void seen.push(workId),
      });
      await eventually(() => expect(seen).toHaveLength(43), { timeoutMs: 30_000 });
      expect(new Set(seen).size).toBe(40);
      expect(Date.now() - killedAt).toBeLessThan(20_000);
      await consumer.stop();
    }, 60_000);
  });
}

function numbered(count: number): WakeUp[] {
  return Array.from({ length: count }, (_, index) => ({
    workId: String(index + 1),
    generation: 1,
  }));
}

function byId(wakeUps: readonly WakeUp[]): WakeUp[] {
  return wakeUps.toSorted((a, b) => Number(a.workId) - Number(b.workId));
}

async function startWorker(
  { process: { module, argument } }: LanesBackend,
  lane: string,
): Promise<{ child: ChildProcess; started: string[] }> {
  const script = new URL("./worker-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, module, argument, lane], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Left alive by a test that fails, it would keep the whole run from ending.
  onTestFinished(() => void child.kill("SIGKILL"));
  const started: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => started.push(line));
  return { child, started };
}
