import type { CrmAdapter } from "@fieldwork/crm";
import { expect, onTestFinished, test } from "vitest";
import type { BatchReport } from "./pace.ts";
import { createWriteRuns } from "./write-runs.ts";

const maxWriteBatch = 100;
const adapter = { connection: "acme", maxWriteBatch } as CrmAdapter;
const never = new AbortController().signal;
const anHourMs = 3_600_000;
const written: BatchReport = { claimed: 1, outcome: "written", waitMs: 0 };
const heldUp: BatchReport = { claimed: 1, outcome: "held-up", waitMs: anHourMs };

/** The batches of contacts, which end when they are told to; those of other objects end at once. */
function createRuns() {
  const limits: number[] = [];
  const ends: ((report: BatchReport) => void)[] = [];
  const others = new Map<string, () => void>();
  let isOver = false;
  const runs = createWriteRuns({
    write({ object, limit }) {
      others.get(object)?.();
      if (isOver || object !== "contact") return Promise.resolve({ ...written, claimed: 0 });
      limits.push(limit);
      return new Promise((resolve) => ends.push(resolve));
    },
    ...{ arrivals: { areFrequent: () => false }, lingerMs: 0, lookAgain: () => undefined },
  });
  onTestFinished(async () => {
    isOver = true;
    for (const end of ends) end(written);
    await runs.ended();
  });
  /** Resolves once whatever was begun before has asked for its batch. */
  async function settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const object = `other${others.size}`;
    others.set(object, resolve);
    runs.begin(adapter, object, never);
    await promise;
  }
  return {
    limits,
    async begin(signal = never) {
      runs.begin(adapter, "contact", signal);
      await settled();
    },
    async end(index: number, report: BatchReport) {
      ends[index]?.(report);
      await settled();
    },
    settled,
  };
}

test("crm-38: after a batch beside a run has failed, nothing is begun until it has rested, though the run has ended", async () => {
  const { limits, begin, end, settled } = createRuns();
  const stopped = new AbortController();
  await begin(stopped.signal);
  await begin();
  expect(limits).toHaveLength(2);
  await end(1, heldUp);
  await end(0, written);
  // Ends the rest of the run.
  stopped.abort();
  await settled();
  await begin();
  expect(limits).toHaveLength(2);
});

test("a batch beside a run that succeeds keeps nobody waiting", async () => {
  const { limits, begin, end } = createRuns();
  await begin();
  await begin();
  await end(1, written);
  await begin();
  await end(0, written);
  await begin();
  expect(limits).toEqual(Array(4).fill(maxWriteBatch));
});
