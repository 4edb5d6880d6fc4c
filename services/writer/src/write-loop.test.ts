import type { CrmAdapter } from "@fieldwork/crm";
import type { Ticker } from "@fieldwork/runtime";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { expect, test } from "vitest";
import type { BatchReport } from "./pace.ts";
import type { WriteBatch } from "./write-batch.ts";
import { createWriteLoop } from "./write-loop.ts";

const pollMs = 60;

/** A loop over one connection, whose writes are always due. */
function createLoop(writeBatch: WriteBatch, onLook: () => void = () => undefined): Ticker {
  const database: Pick<Database, "query"> = {
    async query<Row extends object>() {
      onLook();
      return [{ connection: "hubspot", object: "company", count: 1 }] as object[] as Row[];
    },
  };
  const adapter: Pick<CrmAdapter, "connection" | "maxWriteBatch"> = {
    connection: "hubspot",
    maxWriteBatch: 100,
  };
  return createWriteLoop({
    database: database as Database,
    adapters: new Map([["hubspot", adapter as CrmAdapter]]),
    writeBatch,
    takeTries: async () => 0,
    withOrders: true,
    ...{ lingerMs: 1, pollMs },
    logger: testLogger(),
  });
}

/** With the times of its looks. */
async function look(claimed: number, count: number): Promise<number[]> {
  const looks: number[] = [];
  const loop = createLoop(
    async () => ({ claimed, outcome: "quiet", waitMs: 0 }),
    () => looks.push(performance.now()),
  );
  await loop.start();
  try {
    await eventually(() => expect(looks.length).toBeGreaterThan(count));
  } finally {
    await loop.stop();
  }
  return looks;
}

const rests = (looks: readonly number[]) =>
  looks.slice(1).map((at, index) => at - (looks[index] ?? 0));

test("a connection is looked at again as soon as its batch is written", async () => {
  expect(Math.min(...rests(await look(1, 10)))).toBeLessThan(pollMs / 2);
});

test("what is due and cannot be claimed waits for the next poll", async () => {
  for (const rest of rests(await look(0, 4))) expect(rest).toBeGreaterThan(pollMs / 2);
});

const written: BatchReport = { claimed: 1, outcome: "written", waitMs: 0 };
const failed: BatchReport = { claimed: 1, outcome: "setback", waitMs: 0 };

/** How many batches are under way at most, once the first has ended and the CRM keeps the others waiting. */
async function mostAtOnce(first: BatchReport): Promise<number> {
  const { promise: reply, resolve } = Promise.withResolvers<BatchReport>();
  const limits: number[] = [];
  const looks: number[] = [];
  const loop = createLoop(
    (ask) => {
      limits.push(ask.limit);
      return limits.length === 1 ? Promise.resolve(first) : reply;
    },
    () => looks.push(limits.length),
  );
  await loop.start();
  try {
    // Looks at which nothing more was begun.
    await eventually(() => {
      loop.wake();
      expect(looks.filter((begun) => begun === limits.length && begun > 1).length).toBeGreaterThan(
        3,
      );
    });
  } finally {
    resolve(written);
    await loop.stop();
  }
  return limits.length - 1;
}

test("an answer that comes alone is not kept waiting by the CRM's reply to the last, nor do many pile up", async () => {
  expect(await mostAtOnce(written)).toBe(2);
});

test("where batches fail, one is under way at a time", async () => {
  expect(await mostAtOnce(failed)).toBe(1);
});
