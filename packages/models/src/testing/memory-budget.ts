import type { NanoUsd } from "@fieldwork/contracts";
import type { Budget, BudgetReservation, BudgetSettlement } from "../budget/budget.ts";

export interface RecordedCall extends BudgetReservation {
  /** Undefined until settled. */
  settlement: BudgetSettlement | undefined;
}

/** A budget that one process keeps in memory, with its call log open to tests. */
export interface MemoryBudget extends Budget {
  setLimit(scope: string, limitNanoUsd: NanoUsd): void;
  /** Spent and reserved together. */
  charged(scope: string): NanoUsd;
  /** In the order of their reservations. */
  readonly calls: readonly RecordedCall[];
}

export function createMemoryBudget(limits: Readonly<Record<string, NanoUsd>> = {}): MemoryBudget {
  const limitOf = new Map(Object.entries(limits));
  const chargedOf = new Map<string, NanoUsd>();
  const calls: RecordedCall[] = [];

  const charged = (scope: string) => chargedOf.get(scope) ?? 0n;
  const charge = (scopes: readonly string[], amount: NanoUsd) => {
    for (const scope of scopes) chargedOf.set(scope, charged(scope) + amount);
  };

  return {
    calls,
    charged,
    setLimit: (scope, limitNanoUsd) => void limitOf.set(scope, limitNanoUsd),
    async reserve(reservation) {
      const { scopes, amountNanoUsd } = reservation;
      const full = scopes.find((scope) => {
        const limit = limitOf.get(scope);
        return amountNanoUsd > 0n && limit !== undefined && charged(scope) + amountNanoUsd > limit;
      });
      if (full !== undefined) return { kind: "refused", scope: full };
      charge(scopes, amountNanoUsd);
      calls.push({ ...reservation, settlement: undefined });
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
