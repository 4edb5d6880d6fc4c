import { expect, onTestFinished, test, vi } from "vitest";
import { AppError } from "./app-error.ts";
import { createBatcher } from "./batcher.ts";

function createCounted(options: { enough?: number; oneAtATime?: boolean; lingerMs?: number }) {
  const batches: (readonly number[])[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const double = createBatcher<number, number>({
    lingerMs: 5,
    ...options,
    maxItems: 10,
    async run(items) {
      batches.push(items);
      await gates[batches.length - 1]?.promise;
      return items.map((item) => item * 2);
    },
  });
  return { double, batches, gates };
}

/** What waits for no time goes out. */
const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

const all = (double: (n: number) => Promise<number>, items: readonly number[]) =>
  Promise.all(items.map(double));

test("calls of a moment share one batch, and each gets its own result", async () => {
  const { double, batches } = createCounted({});
  expect(await all(double, [1, 2, 3])).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1, 2, 3]]);
});

test("waits no longer once enough are there, however long it might", async () => {
  const { double, batches } = createCounted({ lingerMs: 60_000, enough: 3 });
  expect(await all(double, [1, 2, 3, 4])).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1, 2, 3, 4]]);
  expect(await all(double, [5, 6, 7])).toEqual([10, 12, 14]);
});

test.each([
  { apartMs: 100, waits: false },
  { apartMs: 30, waits: false },
  { apartMs: 20, waits: true },
])(
  "waits 100 ms for others only if it is worth it: calls $apartMs ms apart, $waits",
  async ({ apartMs, waits }) => {
    vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { double, batches } = createCounted({ lingerMs: 100 });
    const called: Promise<number>[] = [];
    for (let item = 1; item <= 40; item += 1) {
      called.push(double(item));
      await turnOfTheLoop();
      vi.advanceTimersByTime(apartMs);
    }
    vi.advanceTimersByTime(100);
    await Promise.all(called);
    const shared = Math.max(...batches.map(({ length }) => length));
    expect(shared > 1).toBe(waits);
  },
);

test("one batch at a time: what comes meanwhile gathers, and goes as soon as that one is done", async () => {
  const { double, batches, gates } = createCounted({
    oneAtATime: true,
    enough: 1,
    lingerMs: 60_000,
  });
  const gate = Promise.withResolvers<void>();
  gates.push(gate);
  const first = double(1);
  const [second, third] = [Promise.resolve().then(() => double(2)), double(3)];
  gate.resolve();
  expect(await first).toBe(2);
  expect(await Promise.all([second, third])).toEqual([4, 6]);
  expect(batches.flat().toSorted()).toEqual([1, 2, 3]);
});

test("an error in a result's place fails that call alone", async () => {
  const odd = createBatcher<number, number>({
    lingerMs: 1,
    maxItems: 10,
    run: async (items) => items.map((item) => (item % 2 ? item : new Error(`${item} is even`))),
  });
  const results = await Promise.allSettled([odd(1), odd(2), odd(3)]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("a batch that fails for one item is run again without it", async () => {
  const picky = createBatcher<number, number>({
    lingerMs: 1,
    maxItems: 100,
    async run(items) {
      if (items.includes(7)) throw new AppError("odd", { code: "data_invalid", retryable: false });
      return items;
    },
  });
  const items = Array.from({ length: 40 }, (_, index) => index);
  const results = await Promise.allSettled(items.map(picky));
  const failed = items.filter((_, index) => results[index]?.status === "rejected");
  expect(failed).toEqual([7]);
});

test("a batch larger than the most goes in parts", async () => {
  const { double, batches } = createCounted({ enough: 5 });
  const items = Array.from({ length: 23 }, (_, index) => index);
  expect(await all(double, items)).toEqual(items.map((item) => item * 2));
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 3]);
});
