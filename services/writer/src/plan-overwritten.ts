import { sameValue } from "@fieldwork/crm";
import type { DecisionRow, OwnerChange } from "@fieldwork/store";
import type { WrittenIntent } from "@fieldwork/store/replaced";

/** A write, and what the CRM's history says that it replaced. */
export interface ReplacedByUs {
  written: WrittenIntent;
  value: string | null;
}

/**
 * Of these, those that replaced something else than what was read before them: somebody's edit in
 * between, unless the definition lets us overwrite people. Where a person owns the field by now, that
 * person has seen it. Only the newest of a field. Pure.
 */
export function findOverwritten(
  replaced: readonly ReplacedByUs[],
  mayOverwrite: (written: WrittenIntent) => boolean,
): ReplacedByUs[] {
  const found = replaced.filter(
    ({ written, value }) =>
      !sameValue(value, written.beforeValue) &&
      written.owner === "fieldwork" &&
      !mayOverwrite(written),
  );
  const byField = found.map(
    (one) => [`${one.written.recordId}/${one.written.field}`, one] as const,
  );
  return [...new Map(byField).values()];
}

/** A review for each. Pure. */
export function toDecision({ written, value }: ReplacedByUs): DecisionRow {
  const { workId, generation, wantedBy, field, fingerprint, answerId } = written;
  return {
    ...{ workId, generation, wantedBy, field, fingerprint, answerId },
    decision: "human-value",
    reason: {
      code: "edit-overwritten",
      detail: value === null || value === "" ? null : { overwritten: value },
    },
    ...{ liveValue: written.ledgerValue, answerValue: written.ledgerValue },
    ...{ traceparent: null, opensReview: true },
  };
}

/** Until a person has decided, the field is left as it is. Pure. */
export function toOwnerChange({ written }: ReplacedByUs): OwnerChange {
  const { recordId, field, owner, ledgerValue, recordedAt } = written;
  return {
    ...{ recordId, field, fromOwner: owner, toOwner: "person" },
    ...{ value: ledgerValue, seenRecordedAt: recordedAt },
  };
}
