import type { CallPurpose, NanoUsd, Wanter } from "@fieldwork/contracts";

export type AttemptKind = "first" | "repair" | "fallback";

export interface BudgetReservation {
  /** Of the logical call; with `attempt` it names the attempt in the call log. */
  callId: string;
  /** From 1, over all models of the call. */
  attempt: number;
  kind: AttemptKind;
  /** Null without one: only a call for `work` needs it. */
  workId: string | null;
  /** Whom the call serves: the live line, or backfills by their ids. */
  wantedBy: readonly Wanter[];
  purpose: CallPurpose;
  provider: string;
  model: string;
  /** The record's; null without one. */
  connection: string | null;
  enrichment: string;
  /** `connection/object/id`; absent or null without one. */
  record?: string | null | undefined;
  /** The person who ordered it by itself, such as a preview; whoever ordered a backfill is known by that. */
  orderedBy?: string | null | undefined;
  /** At least what the attempt can cost; 0 for a free model, whose attempt is recorded as well. */
  amountNanoUsd: NanoUsd;
  /** For the call log: it names fields, and holds none of their values. */
  sent?: SentData | undefined;
}

/** What leaves with a call. */
export interface SentData {
  fields: readonly string[];
  /** Where its vendor stores it; null if nobody has said. */
  region: string | null;
  /** What was masked, and by which definition; null for a call that holds no record. */
  policy: string | null;
  /** Models of the route that were not asked before this one, and why; each in one attempt alone. */
  passedOver?: readonly { model: string; why: string }[] | undefined;
}

export type BudgetDecision =
  | { kind: "reserved" }
  /** Nothing was charged to any scope. */
  | { kind: "refused"; scope: string };

export interface BudgetSettlement {
  callId: string;
  attempt: number;
  /** Null if unknown: the whole reservation stays charged. */
  costNanoUsd: NanoUsd | null;
  usage: object | null;
  /** How the attempt ended: `answered`, `invalid`, or the code of its error. */
  outcome: string;
}

/**
 * Money held and money spent. Many processes may reserve at once: what is charged to a budget (spent
 * and reserved together) never exceeds its limit.
 */
export interface Budget {
  /** Charges every budget that the call is part of, or none. */
  reserve(reservation: BudgetReservation): Promise<BudgetDecision>;
  /**
   * Replaces the reservation by the cost, soon. Settling again changes nothing; after a crash before it
   * is stored, the whole reservation stays charged.
   */
  settle(settlement: BudgetSettlement): Promise<void>;
  /** Resolves once everything settled so far was stored or failed. */
  flush(): Promise<void>;
}
