import type { AppError } from "@fieldwork/runtime";
import type { ClaimedWrite } from "@fieldwork/store";
import type { SentWrite } from "./batch.ts";
import { verdictOf, verdictOfRead } from "./write-verdict.ts";

/** The outcome of one batch, as far as it matters for the pace. */
export interface BatchReport {
  claimed: number;
  /** `setback`: nothing was written, and something failed. `held-up`: nothing could be sent. */
  outcome: "quiet" | "written" | "setback" | "held-up";
  /** How long the CRM wants to be left alone. */
  waitMs: number;
}

/** How one object of one connection is written to. */
export interface Pace {
  /** The most answers in the next batch. */
  batchSize: number;
  /** Batches in a row in which nothing was written. */
  failures: number;
}

export function reportOn(
  claims: readonly ClaimedWrite[],
  sent: readonly Pick<SentWrite, "result">[],
): BatchReport {
  const verdicts = sent.map(({ result }) => verdictOf(result));
  const kinds = new Set(verdicts.map(({ kind }) => kind));
  const waits = verdicts.map((verdict) => (verdict.kind === "held-up" ? verdict.waitMs : 0));
  const report = { claimed: claims.length, waitMs: Math.max(0, ...waits) };
  if (kinds.has("written")) return { ...report, outcome: "written", waitMs: 0 };
  if (kinds.has("setback")) return { ...report, outcome: "setback" };
  return { ...report, outcome: kinds.has("held-up") ? "held-up" : "quiet" };
}

/** The same for a batch that ended before it was sent. */
export function reportOnFailure(claimed: number, error: AppError): BatchReport {
  return { claimed, outcome: verdictOfRead(error).kind, waitMs: error.retryAfterMs ?? 0 };
}

/**
 * The pace after one more batch: half the size after a failure, and twice the size again after each
 * batch in which something was written. Pure.
 */
export function nextPace(pace: Pace, report: BatchReport, maxBatch: number): Pace {
  return {
    batchSize: batchSize(pace.batchSize, report, maxBatch),
    failures: isFailure(report) ? pace.failures + 1 : 0,
  };
}

export function isFailure({ outcome }: Pick<BatchReport, "outcome">): boolean {
  return outcome === "setback" || outcome === "held-up";
}

export function batchSize(
  size: number,
  { claimed, outcome }: Pick<BatchReport, "claimed" | "outcome">,
  maxBatch: number,
): number {
  switch (outcome) {
    case "setback":
      return Math.max(1, Math.floor(Math.min(size, claimed) / 2));
    case "written":
      return Math.min(maxBatch, size * 2);
    case "held-up":
    case "quiet":
      return size;
    default:
      return outcome satisfies never;
  }
}
