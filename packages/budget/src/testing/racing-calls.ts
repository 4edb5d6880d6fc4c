import { randomUUID } from "node:crypto";
import type { NanoUsd } from "@fieldwork/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Budget } from "../budget.ts";
import { type BudgetSpec, scopeOf } from "../budget-spec.ts";
import { type BudgetBackend, reservation, settlement } from "./budget-backend.ts";

interface Act {
  connection: string;
  enrichment: string;
  isLive: boolean;
  backfills: string[];
  amount: number;
  /** In hundredths of what was reserved: 0 gives all back; null: nobody knows. */
  cost: number | null;
}
const anyAct: fc.Arbitrary<Act> = fc.record({
  connection: fc.constantFrom("acme", "umbrella"),
  enrichment: fc.constantFrom("profile", "title"),
  isLive: fc.boolean(),
  backfills: fc.subarray(["one", "two"]),
  amount: fc.integer({ min: 0, max: 60 }),
  cost: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
});
const anyLimit = fc.integer({ min: 0, max: 250 }).map(BigInt);
const anyLimits = fc.record({
  provider: anyLimit,
  connection: anyLimit,
  profile: anyLimit,
  backfill: anyLimit,
});
type Limits = typeof anyLimits extends fc.Arbitrary<infer T> ? T : never;
const waves = fc.array(fc.array(anyAct, { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 5,
});

/** Names of a run's own, so that runs know nothing of each other. */
function createRun(limits: Limits) {
  const run = randomUUID();
  const own = (name: string) => `${name}-${run}`;
  const specs: BudgetSpec[] = [
    { of: "provider", name: own("p"), per: "day", limitNanoUsd: limits.provider },
    // One for each of them.
    { of: "connection", per: "month", limitNanoUsd: limits.connection },
    { of: "enrichment", name: own("profile"), per: "once", limitNanoUsd: limits.profile },
    { of: "backfill", per: "once", limitNanoUsd: limits.backfill },
  ];
  const limitOf = new Map<string, NanoUsd>();
  const row = (spec: Pick<BudgetSpec, "of" | "per">, name: string, limit: NanoUsd): string => {
    const { scope } = scopeOf({ ...spec, name }, new Date());
    limitOf.set(scope, limit);
    return scope;
  };
  return {
    specs,
    limitOf,
    requestOf: ({ connection, enrichment, isLive, backfills, amount }: Act) => ({
      ...reservation(
        {
          ...{ connection: own(connection), enrichment: own(enrichment) },
          wantedBy: [...(isLive ? ["live"] : []), ...backfills.map(own)],
        },
        BigInt(amount),
      ),
      provider: own("p"),
    }),
    rowsOf: ({ connection, enrichment, isLive, backfills }: Act): string[] => [
      row({ of: "provider", per: "day" }, own("p"), limits.provider),
      row({ of: "connection", per: "month" }, own(connection), limits.connection),
      ...(enrichment === "profile"
        ? [row({ of: "enrichment", per: "once" }, own("profile"), limits.profile)]
        : []),
      ...(isLive ? [] : backfills).map((one) =>
        row({ of: "backfill", per: "once" }, own(one), limits.backfill),
      ),
    ],
  };
}

/** Plays waves of racing calls of two processes, and compares each budget after each wave with the sums. */
async function race(backend: BudgetBackend, limits: Limits, acts: Act[][]): Promise<void> {
  const run = createRun(limits);
  await backend.setBudgets(run.specs);
  const processes = [backend.open(), backend.open()];
  const expected = new Map<string, NanoUsd>();

  async function serve(act: Act, budget: Budget | undefined): Promise<void> {
    const asked = run.requestOf(act);
    const rows = run.rowsOf(act);
    const decision = await budget?.reserve(asked);
    if (decision?.kind === "refused") {
      expect(rows).toContain(decision.scope);
      return;
    }
    const cost = act.cost === null ? null : BigInt(Math.floor((act.amount * act.cost) / 100));
    await budget?.settle(settlement(asked, cost));
    for (const row of rows) {
      expected.set(row, (expected.get(row) ?? 0n) + (cost ?? BigInt(act.amount)));
    }
  }

  for (const wave of acts) {
    await Promise.all(wave.map((act, index) => serve(act, processes[index % 2])));
    await Promise.all(processes.map((budget) => budget.flush()));
    for (const [row, limit] of run.limitOf) {
      const charged = await backend.charged(row);
      expect(charged).toBeLessThanOrEqual(limit);
      expect(charged).toBe(expected.get(row) ?? 0n);
    }
  }
}

export function describeRacingCalls(opened: () => BudgetBackend): void {
  test("G3: in no order of racing calls is a budget passed, charged for a refused call, or kept from what is given back", async () => {
    await fc.assert(
      fc.asyncProperty(anyLimits, waves, (limits, acts) => race(opened(), limits, acts)),
      { numRuns: 25 },
    );
  }, 60_000);
}
