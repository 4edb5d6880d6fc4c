import { randomUUID } from "node:crypto";
import type { NanoUsd } from "@fieldwork/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Budget, BudgetReservation, BudgetSettlement } from "../budget/budget.ts";

/** A budget under test, and the view of it that its callers lack. */
export interface BudgetBackend {
  budget: Budget;
  setLimit(scope: string, limitNanoUsd: NanoUsd): Promise<void>;
  /** Spent and reserved together, in a scope with a limit, once all that was settled is kept. */
  charged(scope: string): Promise<NanoUsd>;
  close(): Promise<void>;
}

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

    describeReserving(opened);
    describeSettling(opened);
    describeFreeAttempts(opened);
  });
}

const usage = { inputTokens: 90, cachedInputTokens: 10, outputTokens: 20, reasoningTokens: 5 };

function reservation(scopes: readonly string[], amountNanoUsd: NanoUsd): BudgetReservation {
  return {
    callId: randomUUID(),
    attempt: 1,
    kind: "first",
    workId: "1",
    wantedBy: ["live"],
    purpose: "work",
    provider: "openai",
    model: "gpt-6-luna",
    scopes,
    amountNanoUsd,
  };
}

function settlement(
  { callId, attempt }: BudgetReservation,
  costNanoUsd: NanoUsd | null,
): BudgetSettlement {
  const isKnown = costNanoUsd !== null;
  return {
    callId,
    attempt,
    costNanoUsd,
    usage: isKnown ? usage : null,
    outcome: isKnown ? "answered" : "model_timeout",
  };
}

async function limited(backend: BudgetBackend, limitNanoUsd: NanoUsd): Promise<string> {
  const scope = `scope-${randomUUID()}`;
  await backend.setLimit(scope, limitNanoUsd);
  return scope;
}

function describeReserving(opened: () => BudgetBackend): void {
  test("grants racing reservations up to the limit and not one more", async () => {
    const { budget } = opened();
    const scope = await limited(opened(), 1000n);
    const decisions = await Promise.all(
      Array.from({ length: 64 }, () => budget.reserve(reservation([scope], 70n))),
    );
    expect(decisions.filter(({ kind }) => kind === "reserved")).toHaveLength(14);
    expect(await opened().charged(scope)).toBe(980n);
  });

  test("never passes the limit while attempts are reserved and settled side by side", async () => {
    const { budget } = opened();
    const scope = await limited(opened(), 500n);
    let most = 0n;
    const worker = async () => {
      for (let turn = 0; turn < 8; turn += 1) {
        const asked = reservation([scope], 90n);
        const decision = await budget.reserve(asked);
        const charged = await opened().charged(scope);
        if (charged > most) most = charged;
        if (decision.kind === "reserved") await budget.settle(settlement(asked, 12n));
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(most).toBeLessThanOrEqual(500n);
    const spent = await opened().charged(scope);
    expect(spent % 12n).toBe(0n);
    expect(spent).toBeGreaterThan(0n);
  });

  test("charges all scopes or none, and names the full one", async () => {
    const { budget } = opened();
    const roomy = await limited(opened(), 1000n);
    const tight = await limited(opened(), 100n);
    const refused = await budget.reserve(reservation([roomy, tight], 101n));
    expect(refused).toEqual({ kind: "refused", scope: tight });
    expect(await opened().charged(roomy)).toBe(0n);
    expect(await budget.reserve(reservation([roomy, tight], 100n))).toEqual({ kind: "reserved" });
    expect(await opened().charged(roomy)).toBe(100n);
    expect(await opened().charged(tight)).toBe(100n);
  });

  test("sets no limit to a scope that has none", async () => {
    const { budget } = opened();
    const asked = reservation([`scope-${randomUUID()}`], 10n ** 15n);
    expect(await budget.reserve(asked)).toEqual({ kind: "reserved" });
  });
}

function describeSettling(opened: () => BudgetBackend): void {
  test("gives back what an attempt did not cost, once", async () => {
    const { budget } = opened();
    const scope = await limited(opened(), 100n);
    const asked = reservation([scope], 100n);
    await budget.reserve(asked);
    await Promise.all([
      budget.settle(settlement(asked, 30n)),
      budget.settle(settlement(asked, 30n)),
    ]);
    await budget.settle(settlement(asked, 0n));
    expect(await opened().charged(scope)).toBe(30n);
    expect((await budget.reserve(reservation([scope], 71n))).kind).toBe("refused");
    expect((await budget.reserve(reservation([scope], 70n))).kind).toBe("reserved");
  });

  test("keeps an attempt of unknown outcome charged with its whole reservation", async () => {
    const { budget } = opened();
    const scope = await limited(opened(), 100n);
    const asked = reservation([scope], 80n);
    await budget.reserve(asked);
    await budget.settle(settlement(asked, null));
    expect(await opened().charged(scope)).toBe(80n);
    expect((await budget.reserve(reservation([scope], 21n))).kind).toBe("refused");
  });

  test("charges what an attempt did cost, even past its reservation", async () => {
    const { budget } = opened();
    const scope = await limited(opened(), 100n);
    const asked = reservation([scope], 10n);
    await budget.reserve(asked);
    await budget.settle(settlement(asked, 25n));
    expect(await opened().charged(scope)).toBe(25n);
  });

  test("tells the attempts of one call apart", async () => {
    const { budget } = opened();
    const scope = await limited(opened(), 100n);
    const first = reservation([scope], 50n);
    const repair = { ...first, attempt: 2, kind: "repair" as const };
    await budget.reserve(first);
    await budget.reserve(repair);
    await budget.settle(settlement(first, 5n));
    expect(await opened().charged(scope)).toBe(55n);
    await budget.settle(settlement(repair, 7n));
    expect(await opened().charged(scope)).toBe(12n);
  });
}

function describeFreeAttempts(opened: () => BudgetBackend): void {
  test("lets a free attempt pass an empty budget", async () => {
    const { budget } = opened();
    const scope = await limited(opened(), 0n);
    const asked = reservation([scope], 0n);
    expect(await budget.reserve(asked)).toEqual({ kind: "reserved" });
    await budget.settle(settlement(asked, 0n));
    expect(await opened().charged(scope)).toBe(0n);
  });
}
