import { randomUUID } from "node:crypto";
import type { NanoUsd } from "@fieldwork/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type BudgetSpec, budgetScopes, scopeOf } from "../budget-spec.ts";
import { type BudgetBackend, reservation } from "./budget-backend.ts";

const subjects = [
  ...(["connection", "enrichment", "provider", "model", "backfill", "user", "record"] as const),
];
const periods = ["once", "day", "month"] as const;
const processCount = 16;

/** A call whose every name is the run's own. */
function callOf(run: string, amountNanoUsd: NanoUsd) {
  return {
    ...reservation(
      { connection: `c-${run}`, enrichment: `e-${run}`, wantedBy: [`b-${run}`] },
      amountNanoUsd,
    ),
    ...{ provider: `p-${run}`, model: `m-${run}`, record: `c-${run}/company/1` },
    orderedBy: `u-${run}`,
  };
}

const anyRace = fc.record({
  of: fc.constantFrom(...subjects),
  per: fc.constantFrom(...periods),
  limit: fc.bigInt({ min: 1n, max: 3_000_000_000_000n }),
  /** How many reservations the budget has room for, about. */
  room: fc.integer({ min: 1, max: 24 }),
});

/** Hard caps: of any subject in any period, whoever asks at once. */
export function describeRacingBudgets(opened: () => BudgetBackend): void {
  test("models-31: no budget of any subject or period is passed by sixteen processes at once, by not one nano-USD, and what is left is less than one reservation", async () => {
    await fc.assert(
      fc.asyncProperty(anyRace, async ({ of, per, limit, room }) => {
        const backend = opened();
        const amount = limit / BigInt(room) + 1n;
        const run = randomUUID();
        const named = callOf(run, amount);
        const unnamed: BudgetSpec = { of, per, limitNanoUsd: limit };
        const [scope] = budgetScopes([unnamed], { ...named, users: [named.orderedBy] }, new Date());
        if (!scope) throw new Error(`nothing is charged to a budget of ${of}`);
        await backend.setBudgets([{ ...unnamed, name: scope.name }]);
        const processes = Array.from({ length: processCount }, () => backend.open());
        const decisions = await Promise.all(
          processes.flatMap((budget) =>
            Array.from({ length: 2 }, () => budget.reserve(callOf(run, amount))),
          ),
        );
        const row = scopeOf({ of, per, name: scope.name }, new Date()).scope;
        const charged = await backend.charged(row);
        const reserved = decisions.filter(({ kind }) => kind === "reserved").length;
        expect(charged).toBe(BigInt(reserved) * amount);
        expect(charged).toBeLessThanOrEqual(limit);
        if (reserved < decisions.length) expect(limit - charged).toBeLessThan(amount);
      }),
      { numRuns: 20 },
    );
  }, 30_000);
}
