import { totalBudget, totalSpec } from "@fieldwork/budget";
import { eventually } from "@fieldwork/runtime/testing";
import { type Db, setBudgets } from "@fieldwork/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  paidCalls,
  type TestLine,
  type TestLineOptions,
  testModel,
} from "../../support/test-line.ts";

/** What a budget holds, on whichever stack. */
export function describeBudget(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    const roomNanoUsd = 10_000_000n;
    const companies = 120;
    let testLine: TestLine;

    beforeAll(async () => {
      testLine = await open({
        latencyMs: 20,
        settings: { LANE_CONCURRENCY: "40" },
      });
    });

    afterAll(() => testLine.stop());

    test("G3: many workers that race for a budget never spend more than it holds, and the rest waits", async () => {
      const { database } = testLine;
      const before = await findSpent(database);
      await setBudgets(database, [totalSpec(before.charged + roomNanoUsd)]);
      const paidBefore = await paidCalls(testLine);
      const ids = await testLine.hubspot.create(
        "companies",
        Array.from({ length: companies }, (_, index) => ({
          name: `Company ${index}`,
          description: `Company ${index} makes machine number ${index} for the paper industry in Sweden.`,
        })),
      );
      await eventually(
        async () => {
          const [row] = await database.query<{ broke: number; written: number }>(
            `select (count(*) filter (where state = 'ready' and reason_code = 'budget-exhausted'))::int as broke,
               (count(*) filter (where state = 'written'))::int as written
             from work where record_id = any($1)`,
            [ids],
          );
          expect((row?.broke ?? 0) + (row?.written ?? 0)).toBe(companies);
          expect(row?.broke).toBeGreaterThan(0);
          expect(row?.written).toBeGreaterThan(0);
        },
        { timeoutMs: 15_000 },
      );
      // A cost takes the place of its reservation in a moment, and not before.
      const { charged } = await findSpent(database);
      expect(charged - before.charged).toBeLessThanOrEqual(roomNanoUsd);
      const paid = (await paidCalls(testLine)) - paidBefore;
      const after = await eventually(async () => {
        const found = await findSpent(database);
        // Each answer that the vendor billed is in our books with its cost.
        expect(found.calls - before.calls).toBe(paid);
        return found;
      });
      expect(after.charged - before.charged).toBeLessThanOrEqual(roomNanoUsd);
      expect(after.spent - before.spent).toBeLessThanOrEqual(roomNanoUsd);
      expect((await testLine.openai.usage())[testModel]).toBeDefined();
    });
  });
}

async function findSpent(db: Db): Promise<{ charged: bigint; spent: bigint; calls: number }> {
  const [row] = await db.query<{ charged: string; spent: string; calls: number }>(
    `select charged_nano_usd::text as charged,
       (select coalesce(sum(cost_nano_usd), 0)::text from model_call) as spent,
       (select count(*)::int from model_call where cost_nano_usd > 0) as calls
     from budget where scope = $1`,
    [totalBudget],
  );
  return {
    charged: BigInt(row?.charged ?? 0),
    spent: BigInt(row?.spent ?? 0),
    calls: row?.calls ?? 0,
  };
}
