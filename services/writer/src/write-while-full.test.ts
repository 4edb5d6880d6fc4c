import { expect, test } from "vitest";
import { keepPace } from "./kept-pace.ts";
import type { BatchReport } from "./pace.ts";
import { writeWhileFull } from "./write-while-full.ts";

const maxBatch = 100;
const never = new AbortController().signal;

/** Batches that claim so many each, and end when they are told to. */
function createBatches(sizes: readonly number[]) {
  const limits: number[] = [];
  const ends: ((report: Partial<BatchReport>) => void)[] = [];
  const write = ({ limit, onClaimed }: { limit: number; onClaimed?: (count: number) => void }) => {
    const claimed = sizes[limits.length] ?? 0;
    limits.push(limit);
    onClaimed?.(claimed);
    return new Promise<BatchReport>((resolve) =>
      ends.push((report) => resolve({ claimed, outcome: "written", waitMs: 0, ...report })),
    );
  };
  return { write, limits, ends };
}

const turns = () => new Promise(setImmediate);

test("the next batch is prepared while the CRM replies to a full one, and no third", async () => {
  const { write, limits, ends } = createBatches([100, 100, 30]);
  const pace = keepPace(maxBatch);
  const written = writeWhileFull({ pace, maxBatch, write }, never);
  await turns();
  expect(limits).toEqual([100, 100]);
  ends[1]?.({});
  await turns();
  expect(limits).toEqual([100, 100, 100]);
  ends[0]?.({});
  ends[2]?.({});
  expect(await written).toEqual({ claimed: 30, waitMs: 0 });
  expect(pace.now).toEqual({ batchSize: 100, failures: 0 });
});

test("after a failure batches go alone until the CRM takes whole ones again", async () => {
  const { write, limits, ends } = createBatches([50, 100, 100]);
  const pace = keepPace(maxBatch, { batchSize: 50, failures: 0 });
  const written = writeWhileFull({ pace, maxBatch, write }, never);
  await turns();
  expect(limits).toEqual([50]);
  ends[0]?.({});
  await turns();
  expect(limits).toEqual([50, 100, 100]);
  ends[1]?.({ outcome: "held-up", waitMs: 700 });
  ends[2]?.({ outcome: "held-up", waitMs: 300 });
  expect(await written).toMatchObject({ waitMs: 700 });
  expect(pace.now.failures).toBe(2);
  expect(limits).toHaveLength(3);
});

test("a batch that fails before it has claimed anything ends the row", async () => {
  const write = async (): Promise<BatchReport> => ({
    ...{ claimed: 100, outcome: "held-up", waitMs: 5 },
  });
  const pace = keepPace(maxBatch);
  expect(await writeWhileFull({ pace, maxBatch, write }, never)).toMatchObject({ waitMs: 5 });
  expect(pace.now.failures).toBe(1);
});
