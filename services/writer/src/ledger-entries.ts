import type { NewIntent, OrderedEntry, OwnerChange, Recovery } from "@fieldwork/store";
import type { Batch } from "./batch.ts";
import type { DecidedField } from "./plan-writes.ts";

/** The intents to commit before the call. */
export function toIntent(
  { adapter, object }: Pick<Batch, "adapter" | "object">,
  { claim, field, decision, ledger }: DecidedField,
): NewIntent[] {
  if (decision.kind !== "write") return [];
  return [
    {
      ref: { connection: adapter.connection, object, id: claim.recordId },
      field,
      beforeValue: decision.before,
      beforeOwner: decision.beforeOwner,
      afterValue: decision.after,
      workId: claim.workId,
      token: claim.token,
      generation: claim.generation,
      fingerprint: claim.fingerprint,
      answerId: claim.answerId,
      afterOwner: decision.afterOwner,
      withdraws: decision.withdraws,
      wantedBy: claim.wantedBy,
      seenRecordedAt: ledger?.recordedAt ?? null,
    },
  ];
}

/** Our own value, found in a field whose intent a crash or a lost reply left open. */
export function recoveries({ claim, field, decision }: DecidedField): Recovery[] {
  if (decision.kind !== "unchanged" || decision.recovered === undefined) return [];
  return [{ recordId: claim.recordId, field, afterValue: decision.recovered.afterValue }];
}

/** A manual edit of a field that the ledger does not know about yet. */
export function ownerChanges({
  claim,
  field,
  live,
  decision,
  ledger,
}: DecidedField): OwnerChange[] {
  if (decision.kind !== "human-value" && decision.kind !== "cleared-by-person") return [];
  if (!decision.ownership.isUnrecorded) return [];
  const toOwner =
    decision.kind === "human-value" ? ("person" as const) : ("cleared-by-person" as const);
  return [
    {
      recordId: claim.recordId,
      field,
      fromOwner: ledger?.owner ?? null,
      toOwner,
      value: live ?? null,
      seenRecordedAt: ledger?.recordedAt ?? null,
    },
  ];
}

/** What an order changes in the ledger although nothing is written. */
export function orderedEntries({ claim, field, decision, ledger }: DecidedField): OrderedEntry[] {
  if (decision.kind !== "unchanged" || decision.entry === undefined) return [];
  const { withdraws: withdrawnFingerprint, ...entry } = decision.entry;
  const { recordId, workId, token } = claim;
  const seenRecordedAt = ledger?.recordedAt ?? null;
  return [{ workId, token, recordId, field, ...entry, withdrawnFingerprint, seenRecordedAt }];
}
