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
  failed: number;
  /** There was nothing to ask or to write, for other reasons. */
  skipped: number;
  /** Sent, but stopped before it was asked or written. */
  stopped: number;
  underWay: number;
  waiting: number;
  neverStarted: number;
  spentNanoUsd: number;
}

type Kind = Exclude<keyof Receipt, "records" | "spentNanoUsd">;

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
    ...{ skipped: 0, stopped: 0, underWay: 0, waiting: 0, neverStarted: 0, spentNanoUsd: 0 },
  };
  for (const row of counts) {
    receipt.records += row.count;
    receipt[kindOf(row)] += row.count;
    receipt.spentNanoUsd += row.spentNanoUsd;
  }
  return receipt;
}

function kindOf({ state, outcome, reason }: BackfillCounts): Kind {
  if (state === "waiting") return "waiting";
  if (state === "sent") return "underWay";
  if (state === "cancelled") return "neverStarted";
  switch (outcome) {
    case "written":
    case "previewed":
      return "written";
    case "review":
      return "inReview";
    case "dead":
      return "failed";
    case "superseded":
      return "unchanged";
    default:
      return kindsByReason[reason ?? ""] ?? "skipped";
  }
}
