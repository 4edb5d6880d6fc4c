import type { WritePolicy } from "@fieldwork/contracts";
import type { SheetFigures } from "@fieldwork/contracts/api";
import type { MeasuredField } from "@fieldwork/store/backfills";

type ValueCounts = SheetFigures["values"][number];

/** How answers went that were asked before; undefined where nobody knows. */
export interface AnswerShares {
  /** Of all answers, those with a value. */
  answered?: number | undefined;
  /** Of those over a value of ours, those with another one. */
  differing?: number | undefined;
  /** Of those that would be written, those that a person decides about first. */
  reviewed?: number | undefined;
}

/**
 * What would become of one field's values, by whose they are now and what the policy may replace. What is
 * known already is counted, the rest is estimated by the shares. Pure.
 */
export function estimateValues(
  field: MeasuredField,
  policy: WritePolicy,
  { answered, differing, reviewed }: AnswerShares,
): ValueCounts {
  const { pinned, hidden, persons, cleared } = field;
  const all = field.blank + field.ours + persons + cleared;
  const base = { field: field.field, policy, hidden };
  if (policy === "never") {
    const none = { likely: 0, atMost: 0 };
    return {
      ...{ ...base, created: none, changed: none, unchanged: none, inReview: none },
      ...{ keptAsPersons: 0, keptOtherwise: all + pinned },
    };
  }
  const blank = field.blank - field.blankKnown;
  const filled = partOf(blank, answered, field.blankKnownValue);
  const created = withoutReviewed(filled, field.blankKnownValue, reviewed);
  if (policy === "if-empty") {
    const none = { likely: 0, atMost: 0 };
    return {
      ...{ ...base, created: created.left, changed: none, unchanged: none },
      inReview: created.reviewed,
      ...{ keptAsPersons: persons + cleared, keptOtherwise: field.ours + pinned },
    };
  }
  const overrides = policy === "always" ? persons + cleared : 0;
  const standing = field.ours + overrides;
  const replaced = partOf(standing - field.oursKnown, differing, field.oursKnownOther);
  const changed = withoutReviewed(replaced, field.oursKnownOther, reviewed);
  return {
    ...{ ...base, created: created.left, changed: changed.left },
    inReview: sumOf(created.reviewed, changed.reviewed),
    unchanged: {
      likely: replaced.likely === null ? null : standing - replaced.likely,
      atMost: standing - field.oursKnownOther,
    },
    ...{ keptAsPersons: persons + cleared - overrides, keptOtherwise: pinned },
  };
}

type Share = ValueCounts["created"];

/** What is left to be written of what would be, and what a person decides about first. What is known counts as written. */
function withoutReviewed(
  all: Share,
  known: number,
  reviewed: number | undefined,
): { left: Share; reviewed: Share } {
  const { likely, atMost } = all;
  if (likely === null || reviewed === undefined) {
    return { left: all, reviewed: { likely: atMost === 0 ? 0 : null, atMost } };
  }
  const count = Math.round((likely - known) * reviewed);
  return { left: { likely: likely - count, atMost }, reviewed: { likely: count, atMost } };
}

function sumOf(one: Share, other: Share): Share {
  const isUnknown = one.likely === null || other.likely === null;
  return {
    likely: isUnknown ? null : (one.likely ?? 0) + (other.likely ?? 0),
    atMost: one.atMost + other.atMost,
  };
}

function partOf(unknown: number, share: number | undefined, known: number) {
  const likely = share === undefined && unknown > 0 ? null : Math.round(unknown * (share ?? 0));
  return { likely: likely === null ? null : known + likely, atMost: known + unknown };
}
