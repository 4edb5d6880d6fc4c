import { usdFromNano } from "@fieldwork/contracts";
import { eventually } from "@fieldwork/runtime/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, paidCalls, type TestLine, testModel } from "../support/test-line.ts";

const budgetUsd = 0.01;
const companies = 120;
let testLine: TestLine;

beforeAll(async () => {
  testLine = await createTestLine({
    latencyMs: 20,
    settings: { FIELDWORK_BUDGET_USD: String(budgetUsd), LANE_CONCURRENCY: "40" },
  });
});

afterAll(() => testLine.stop());

test("G3: many workers that race for a budget never spend more than it holds, and the rest waits", async () => {
  await testLine.hubspot.create(
    "companies",
    Array.from({ length: companies }, (_, index) => ({
      name: `Company ${index}`,
      description: `Company ${index} makes machine number ${index} for the paper industry in Sweden.`,
    })),
  );
  const { database } = testLine.line;
  await eventually(
    async () => {
      const [row] = await database.query<{ broke: number; settled: number }>(
        `select (count(*) filter (where state = 'ready' and reason like '[budget_exhausted]%'))::int as broke,
           (count(*) filter (where state = 'written'))::int as settled from work`,
      );
      expect((row?.broke ?? 0) + (row?.settled ?? 0)).toBe(companies);
      expect(row?.broke).toBeGreaterThan(0);
      expect(row?.settled).toBeGreaterThan(0);
    },
    { timeoutMs: 15_000 },
  );
  const usage = (await testLine.openai.usage())[testModel];
  // What the vendor would bill, by its own count and the dearest price of the table.
  const [price] = await database.query<{ charged: string; spent: string }>(
    `select charged_nano_usd as charged,
       (select sum(cost_nano_usd) from model_call)::text as spent
     from budget where scope = 'total'`,
  );
  expect(usage).toBeDefined();
  expect(usdFromNano(BigInt(price?.charged ?? 0))).toBeLessThanOrEqual(budgetUsd);
  expect(usdFromNano(BigInt(price?.spent ?? 0))).toBeLessThanOrEqual(budgetUsd);
  const [calls] = await database.query<{ settled: number }>(
    "select count(*)::int as settled from model_call where cost_nano_usd > 0",
  );
  expect(calls?.settled).toBe(await paidCalls(testLine));
});
