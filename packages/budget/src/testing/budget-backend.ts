import { randomUUID } from "node:crypto";
import type { NanoUsd } from "@fieldwork/contracts";
import type { Budget, BudgetReservation, BudgetSettlement } from "../budget.ts";
import type { BudgetSpec } from "../budget-spec.ts";

/** A budget under test, and the view of it that its callers lack. */
export interface BudgetBackend {
  /** As another process would open it, knowing all budgets that are set. */
  open(): Budget;
  /** In place of those set before. */
  setBudgets(specs: readonly BudgetSpec[]): Promise<void>;
  /** Spent and reserved together, in the row of a budget, once all that was settled is kept. */
  charged(scope: string): Promise<NanoUsd>;
  close(): Promise<void>;
}

const usage = { inputTokens: 90, cachedInputTokens: 10, outputTokens: 20, reasoningTokens: 5 };

export function reservation(
  of: { connection: string; enrichment: string; wantedBy?: readonly string[] },
  amountNanoUsd: NanoUsd,
): BudgetReservation {
  return {
    callId: randomUUID(),
    attempt: 1,
    kind: "first",
    workId: "1",
    purpose: "work",
    provider: "openai",
    model: "gpt-6-luna",
    wantedBy: ["live"],
    ...of,
    amountNanoUsd,
  };
}

export function settlement(
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
