import { randomUUID } from "node:crypto";
import type { NanoUsd } from "@fieldwork/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Budget, BudgetReservation } from "../budget.ts";
import { type BudgetSpec, scopeOf } from "../budget-spec.ts";
import { type BudgetBackend, reservation, settlement } from "./budget-backend.ts";
import { describeRacingBudgets } from "./racing-budgets.ts";
import { describeRacingCalls } from "./racing-calls.ts";

/** What every budget must do, whatever it is kept in. */
export function describeBudget(name: string, create: () => Promise<BudgetBackend>): void {
  describe(`${name} budget`, () => {
    let backend: BudgetBackend | undefined;
    const opened = (): BudgetBackend => {
      if (!backend) throw new Error("the backend is not open");
      return backend;
    };
    beforeAll(async () => {
      backend = await create();
    });
    afterAll(() => backend?.close());

    const setUp: SetUp = async (...limits) => {
      const specs = limits.map(
        (limitNanoUsd, index): BudgetSpec => ({
          ...{ of: index === 0 ? "connection" : "enrichment", name: `one-${randomUUID()}` },
          ...{ per: "once", limitNanoUsd },
        }),
      );
      await opened().setBudgets(specs);
      const [connection = "", enrichment = "none"] = specs.map(({ name }) => name ?? "");
      return {
        budget: opened().open(),
        charged: (index = 0) => opened().charged(rowOf(specs[index])),
        rowOf: (index) => rowOf(specs[index]),
        ask: (amountNanoUsd) => reservation({ connection, enrichment }, amountNanoUsd),
      };
    };

    describeReserving(setUp);
    describeSettling(setUp);
    describeFreeAttempts(setUp);
    describeBackfills(opened);
    describeRacingCalls(opened);
    describeRacingBudgets(opened);
  });
}

/** A budget that others do not know of: of a connection, and with a second limit of an enrichment. */
type SetUp = (...limits: NanoUsd[]) => Promise<{
  budget: Budget;
  charged: (index?: number) => Promise<NanoUsd>;
  rowOf: (index: number) => string;
  ask: (amountNanoUsd: NanoUsd) => BudgetReservation;
}>;

function rowOf(spec: BudgetSpec | undefined): string {
  if (!spec) throw new Error("there is no such budget");
  return scopeOf({ ...spec, name: spec.name ?? "" }, new Date()).scope;
}

function describeReserving(setUp: SetUp): void {
  test("grants racing reservations up to the limit and not one more", async () => {
    const { budget, charged, ask } = await setUp(1000n);
    const decisions = await Promise.all(Array.from({ length: 64 }, () => budget.reserve(ask(70n))));
    expect(decisions.filter(({ kind }) => kind === "reserved")).toHaveLength(14);
    expect(await charged()).toBe(980n);
  });

  test("never passes the limit while attempts are reserved and settled side by side", async () => {
    const { budget, charged, ask } = await setUp(500n);
    let most = 0n;
    const worker = async () => {
      for (let turn = 0; turn < 8; turn += 1) {
        const asked = ask(90n);
        const decision = await budget.reserve(asked);
        const now = await charged();
        if (now > most) most = now;
        if (decision.kind === "reserved") await budget.settle(settlement(asked, 12n));
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(most).toBeLessThanOrEqual(500n);
    const spent = await charged();
    expect(spent % 12n).toBe(0n);
    expect(spent).toBeGreaterThan(0n);
  });

  test("charges all budgets of a call or none, and names the full one", async () => {
    const { budget, charged, ask, rowOf } = await setUp(1000n, 100n);
    expect(await budget.reserve(ask(101n))).toEqual({ kind: "refused", scope: rowOf(1) });
    expect([await charged(0), await charged(1)]).toEqual([0n, 0n]);
    expect(await budget.reserve(ask(100n))).toEqual({ kind: "reserved" });
    expect([await charged(0), await charged(1)]).toEqual([100n, 100n]);
  });

  test("sets no limit where there is no budget", async () => {
    const { budget, ask } = await setUp();
    expect(await budget.reserve(ask(10n ** 15n))).toEqual({ kind: "reserved" });
  });
}

function describeSettling(setUp: SetUp): void {
  test("gives back what an attempt did not cost, once", async () => {
    const { budget, charged, ask } = await setUp(100n);
    const asked = ask(100n);
    await budget.reserve(asked);
    await Promise.all([
      budget.settle(settlement(asked, 30n)),
      budget.settle(settlement(asked, 30n)),
    ]);
    await budget.settle(settlement(asked, 0n));
    expect(await charged()).toBe(30n);
    expect((await budget.reserve(ask(71n))).kind).toBe("refused");
    expect((await budget.reserve(ask(70n))).kind).toBe("reserved");
  });

  test("keeps an attempt of unknown outcome charged with its whole reservation", async () => {
    const { budget, charged, ask } = await setUp(100n);
    const asked = ask(80n);
    await budget.reserve(asked);
    await budget.settle(settlement(asked, null));
    expect(await charged()).toBe(80n);
    expect((await budget.reserve(ask(21n))).kind).toBe("refused");
  });

  test("charges what an attempt did cost, even past its reservation", async () => {
    const { budget, charged, ask } = await setUp(100n);
    const asked = ask(10n);
    await budget.reserve(asked);
    await budget.settle(settlement(asked, 25n));
    expect(await charged()).toBe(25n);
  });

  test("tells the attempts of one call apart", async () => {
    const { budget, charged, ask } = await setUp(100n);
    const first = ask(50n);
    const repair = { ...first, attempt: 2, kind: "repair" as const };
    await budget.reserve(first);
    await budget.reserve(repair);
    await budget.settle(settlement(first, 5n));
    expect(await charged()).toBe(55n);
    await budget.settle(settlement(repair, 7n));
    expect(await charged()).toBe(12n);
  });
}

function describeFreeAttempts(setUp: SetUp): void {
  test("lets a free attempt pass an empty budget", async () => {
    const { budget, charged, ask } = await setUp(0n);
    const asked = ask(0n);
    expect(await budget.reserve(asked)).toEqual({ kind: "reserved" });
    await budget.settle(settlement(asked, 0n));
    expect(await charged()).toBe(0n);
  });
}

function describeBackfills(opened: () => BudgetBackend): void {
  const connection = "acme";
  const enrichment = "profile";

  test("charges a call that backfills alone want to the budget of each of them", async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const { budget, charged } = await setUpBackfill(opened(), 100n);
    const asked = (wantedBy: string[], amount: NanoUsd) =>
      budget.reserve(reservation({ connection, enrichment, wantedBy }, amount));
    expect((await asked([one, other], 80n)).kind).toBe("reserved");
    expect([await charged(one), await charged(other)]).toEqual([80n, 80n]);
    expect((await asked([one], 21n)).kind).toBe("refused");
  });

  test("neither charges nor refuses a call for a backfill that live work wants as well", async () => {
    const backfill = randomUUID();
    const { budget, charged } = await setUpBackfill(opened(), 0n);
    const wantedBy = ["live", backfill];
    const asked = reservation({ connection, enrichment, wantedBy }, 10n);
    expect(await budget.reserve(asked)).toEqual({ kind: "reserved" });
    expect(await charged(backfill)).toBe(0n);
  });
}

/** A budget for each backfill. */
async function setUpBackfill(backend: BudgetBackend, limitNanoUsd: NanoUsd) {
  const spec: BudgetSpec = { of: "backfill", per: "once", limitNanoUsd };
  await backend.setBudgets([spec]);
  return {
    budget: backend.open(),
    charged: (name: string) => backend.charged(rowOf({ ...spec, name })),
  };
}
