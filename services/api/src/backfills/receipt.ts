import type { BackfillCounts } from "@fieldwork/store/backfills";

/** What became of the records of a backfill; the counts add up to `records`. */
export interface Receipt {
  records: number;
  written: number;
  /** The value stood there already, or a newer answer does. */
  unchanged: number;
  /** A person's value, a pin or the policy kept what is there. */
  kept: number;
  inReview: number;
  /** The model gave no answer that could be taken. */
  unanswered: number;
  /** The CRM or the model refused this record for good. */
  refused: number;
  failed: number;
  /** There was nothing to ask or to write, for other reasons. */
  skipped: number;
  /** Sent, but stopped before it was asked or written. */
  stopped: number;
  /** Sent, and kept from going on by a hold: of this backfill or of more than that. */
  held: number;
  underWay: number;
  waiting: number;
  neverStarted: number;
  /** Counted above as well: those that were being asked or written when a stop reached them. */
  inFlightAtStop: number;
  /** Known to be spent. */
  spentNanoUsd: number;
  /** Charged besides that: held for calls whose outcome nobody knows. */
  heldNanoUsd: number;
}

type Kind = Exclude<keyof Receipt, "records" | "inFlightAtStop" | `${string}NanoUsd`>;

const kindsByReason: Readonly<Record<string, Kind>> = {
  ...{ "value-stands": "unchanged", "value-is-ours": "unchanged", "newer-answer": "unchanged" },
  ...{ "human-value": "kept", "cleared-by-person": "kept", pinned: "kept", withdrawn: "kept" },
  ...{ "policy-never": "kept", "policy-if-empty": "kept", "not-taken": "kept" },
  ...{ abstained: "unanswered", rejected: "unanswered", "not-wanted": "stopped" },
};

/** Pure. */
export function receiptOf(counts: readonly BackfillCounts[]): Receipt {
  const receipt: Receipt = {
    ...{ records: 0, written: 0, unchanged: 0, kept: 0, inReview: 0, unanswered: 0, failed: 0 },
    ...{ refused: 0, skipped: 0, stopped: 0, held: 0, underWay: 0, waiting: 0, neverStarted: 0 },
    ...{ inFlightAtStop: 0, spentNanoUsd: 0, heldNanoUsd: 0 },
  };
  for (const row of counts) {
    receipt.records += row.count;
    receipt[kindOf(row)] += row.count;
    receipt.inFlightAtStop += row.inFlightAtStop;
    receipt.spentNanoUsd += row.spentNanoUsd;
    receipt.heldNanoUsd += row.heldNanoUsd;
  }
  return receipt;
}

function kindOf({ state, outcome, reason, isHeld }: BackfillCounts): Kind {
  if (state === "waiting") return "waiting";
  if (state === "sent") return isHeld ? "held" : "underWay";
  if (state === "cancelled") return "neverStarted";
  switch (outcome) {
    case "written":
    case "previewed":
      return "written";
    case "review":
      return "inReview";
    case "dead":
      return isRefusal(reason ?? "") ? "refused" : "failed";
    case "superseded":
      return "unchanged";
    default:
      return kindsByReason[reason ?? ""] ?? "skipped";
  }
}

function isRefusal(reason: string): boolean {
  return reason.startsWith("crm-") || reason.startsWith("model-refused-");
}
