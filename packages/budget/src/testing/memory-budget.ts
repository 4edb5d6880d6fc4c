import type { NanoUsd } from "@fieldwork/contracts";
import type { Budget, BudgetReservation, BudgetSettlement } from "../budget.ts";
import { type BudgetSpec, budgetScopes } from "../budget-spec.ts";

export interface RecordedCall extends BudgetReservation {
  /** What it is charged to. */
  scopes: readonly string[];
  /** Undefined until settled. */
  settlement: BudgetSettlement | undefined;
}

/** A budget that one process keeps in memory, with its call log open to tests. */
export interface MemoryBudget extends Budget {
  set(spec: BudgetSpec): void;
  /** Spent and reserved together. */
  charged(scope: string): NanoUsd;
  /** In the order of their reservations. */
  readonly calls: readonly RecordedCall[];
}

export function createMemoryBudget(given: readonly BudgetSpec[] = []): MemoryBudget {
  let specs = given;
  const chargedOf = new Map<string, NanoUsd>();
  const calls: RecordedCall[] = [];

  const charged = (scope: string) => chargedOf.get(scope) ?? 0n;
  const charge = (scopes: readonly string[], amount: NanoUsd) => {
    for (const scope of scopes) chargedOf.set(scope, charged(scope) + amount);
  };
  const isSame = (one: BudgetSpec, other: BudgetSpec) =>
    one.of === other.of && one.name === other.name && one.per === other.per;
  const limitOf = (of: { of: string; name: string; per: string }) => {
    const fitting = specs.filter((spec) => spec.of === of.of && spec.per === of.per);
    const named = fitting.find(({ name }) => name === of.name);
    return (named ?? fitting.find(({ name }) => name === undefined))?.limitNanoUsd;
  };

  return {
    calls,
    charged,
    set(spec) {
      specs = [...specs.filter((one) => !isSame(one, spec)), spec];
    },
    async reserve(reservation) {
      const { amountNanoUsd, orderedBy } = reservation;
      const users = orderedBy ? [orderedBy] : [];
      const isFree = amountNanoUsd === 0n;
      const of = isFree ? [] : budgetScopes(specs, { ...reservation, users }, new Date());
      const full = of.find((one) => {
        const limit = limitOf(one);
        return limit !== undefined && charged(one.scope) + amountNanoUsd > limit;
      });
      if (full !== undefined) return { kind: "refused", scope: full.scope };
      const scopes = of.map(({ scope }) => scope);
      charge(scopes, amountNanoUsd);
      calls.push({ ...reservation, scopes, settlement: undefined });
      return { kind: "reserved" };
    },
    async flush() {},
    async settle(settlement) {
      const { callId, attempt, costNanoUsd } = settlement;
      const call = calls.find((one) => one.callId === callId && one.attempt === attempt);
      if (!call || call.settlement) return;
      call.settlement = settlement;
      if (costNanoUsd !== null) charge(call.scopes, costNanoUsd - call.amountNanoUsd);
    },
  };
}
