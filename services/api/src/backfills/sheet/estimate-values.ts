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
}

/**
 * What would become of one field's values, by whose they are now and what the policy may replace. What is
 * known already is counted, the rest is estimated by the shares. Pure.
 */
export function estimateValues(
  field: MeasuredField,
  policy: WritePolicy,
  { answered, differing }: AnswerShares,
): ValueCounts {
  const { pinned, hidden, persons, cleared } = field;
  const all = field.blank + field.ours + persons + cleared;
  const base = { field: field.field, policy, hidden };
  if (policy === "never") {
    const none = { likely: 0, atMost: 0 };
    return {
      ...{ ...base, created: none, changed: none, unchanged: none },
      ...{ keptAsPersons: 0, keptOtherwise: all + pinned },
    };
  }
  const blank = field.blank - field.blankKnown;
  const created = partOf(blank, answered, field.blankKnownValue);
  if (policy === "if-empty") {
    const none = { likely: 0, atMost: 0 };
    return {
      ...{ ...base, created, changed: none, unchanged: none },
      ...{ keptAsPersons: persons + cleared, keptOtherwise: field.ours + pinned },
    };
  }
  const overrides = policy === "always" ? persons + cleared : 0;
  const standing = field.ours + overrides;
  const changed = partOf(standing - field.oursKnown, differing, field.oursKnownOther);
  return {
    ...{ ...base, created, changed },
    unchanged: {
      likely: changed.likely === null ? null : standing - changed.likely,
      atMost: standing - field.oursKnownOther,
    },
    ...{ keptAsPersons: persons + cleared - overrides, keptOtherwise: pinned },
  };
}

function partOf(unknown: number, share: number | undefined, known: number) {
  const likely = share === undefined && unknown > 0 ? null : Math.round(unknown * (share ?? 0));
  return { likely: likely === null ? null : known + likely, atMost: known + unknown };
}
