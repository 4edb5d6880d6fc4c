import type { CrmAdapter } from "@fieldwork/crm";
import { eventually, testLogger } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { expect, test } from "vitest";
import { createWriteLoop } from "./write-loop.ts";

const pollMs = 60;

/** A loop over one connection, whose writes are always due; with the times of its looks. */
async function look(claimed: number, count: number): Promise<number[]> {
  const looks: number[] = [];
  const database: Pick<Database, "query"> = {
    async query<Row extends object>() {
      looks.push(performance.now());
      return [{ connection: "hubspot", object: "company", count: 1 }] as object[] as Row[];
    },
  };
  const adapter: Pick<CrmAdapter, "connection" | "maxWriteBatch"> = {
    connection: "hubspot",
    maxWriteBatch: 100,
  };
  const loop = createWriteLoop({
    database: database as Database,
    adapters: new Map([["hubspot", adapter as CrmAdapter]]),
    writeBatch: async () => ({ claimed, outcome: "quiet", waitMs: 0 }),
    takeTries: async () => 0,
    withOrders: true,
    ...{ lingerMs: 1, pollMs },
    logger: testLogger(),
  });
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
