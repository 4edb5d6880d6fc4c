import { totalBudget } from "@fieldwork/budget";
import { createPrices } from "@fieldwork/models";
import { testModel } from "../support/test-line.ts";
import type { FaultLine } from "./fault-line.ts";

export interface Spending {
  /** What the vendor will bill, by its own count. */
  billedNanoUsd: bigint;
  chargedNanoUsd: bigint;
  /** What calls cost, the bound of those of which nothing is known, and what processes have or had in hand. */
  accountedNanoUsd: bigint;
  limitNanoUsd: bigint;
}

export async function findSpending({ database, openai }: FaultLine): Promise<Spending> {
  const price = createPrices().priceOf({ provider: "openai", model: testModel }, new Date());
  const billedNanoUsd = await openai.costOf({ [testModel]: price });
  const [row] = await database.query<{ charged: string; limit: string; accounted: string }>(
    `select charged_nano_usd::text as charged, limit_nano_usd::text as limit,
       ((select coalesce(sum(coalesce(cost_nano_usd, reserved_nano_usd)), 0) from model_call)
         + (select coalesce(sum(held_nano_usd), 0) from budget_slice where scope = $1))::text as accounted
     from budget where scope = $1`,
    [totalBudget],
  );
  if (row === undefined) throw new Error("there is no budget");
  return {
    billedNanoUsd,
    chargedNanoUsd: BigInt(row.charged),
    accountedNanoUsd: BigInt(row.accounted),
    limitNanoUsd: BigInt(row.limit),
  };
}
