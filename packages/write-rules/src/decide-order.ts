import type { Reason, ReasonCode } from "@fieldwork/contracts";
import { checkAgainstField, sameValue } from "@fieldwork/crm";
import type { FieldOrder } from "@fieldwork/store";
import type { FieldDecision, FieldSituation } from "./field-decision.ts";
import { findOwner, type Ownership } from "./find-owner.ts";

/**
 * Decides about an order for one field. Pure. The first rule that applies decides:
 *
 * 1. A field that is hidden from us decides nothing.
 * 2. A pin keeps whatever is there.
 * 3. If the value is already there under an open intent of ours, the order was carried out before a
 *    crash.
 * 4. If the value is not the one that was there when it was ordered, nothing is written.
 * 5. An unpin removes the pin: the value may be replaced.
 * 6. An answer that is declined is withdrawn, and the field stays as it is: as a person's, if it is kept.
 * 7. A pinned field accepts only a correction.
 * 8. An undo withdraws only the answer that it names, and only while its value is still ours.
 * 9. A value that is already there is not written; its owner changes as ordered.
 * 10. What the CRM would refuse is not sent.
 */
export function decideOrder(order: FieldOrder, situation: FieldSituation): FieldDecision {
  const { live, ledger, description } = situation;
  if (live === undefined) return { kind: "hidden", reason: because("field-hidden") };
  const ownership = findOwner({ ...situation, live });
  if (order.kind === "pin") return pinned(live, ownership, situation);
  const { recovered } = ownership;
  const isOfOrder = recovered?.workId === situation.workId;
  if (writes(order) && isOfOrder && sameValue(live, order.value, description)) {
    return { kind: "unchanged", reason: because("value-stands"), recovered };
  }
  if (!sameValue(live, order.expectedValue, description)) return changedSince;
  if (order.kind === "unpin") {
    return recorded("unpinned", {
      owner: "fieldwork",
      value: live,
      pinned: false,
      withdraws: null,
    });
  }
  if (order.kind === "reject" || order.kind === "keep") {
    return declined(order, { ...situation, live }, ownership);
  }
  if (ledger?.pinned === true && order.kind !== "correct") {
    return { kind: "pinned", reason: because("pinned") };
  }
  if (order.kind === "undo" && !isStillOurs(ownership, situation)) return changedSince;
  return decideValue(order, { ...situation, live }, ownership);
}

function decideValue(
  order: FieldOrder,
  { live, ledger, description, fingerprint }: FieldSituation & { live: string | null },
  { owner }: Ownership,
): FieldDecision {
  const withdraws = order.kind === "undo" ? fingerprint : null;
  if (sameValue(live, order.value, description)) {
    const pinnedNow = ledger?.pinned === true;
    return recorded("value-stands", {
      owner: order.owner,
      value: live,
      pinned: pinnedNow,
      withdraws,
    });
  }
  const problem = description && checkAgainstField(order.value, description);
  if (problem !== undefined) return { kind: "cannot-be-written", reason: problem };
  return {
    kind: "write",
    reason: because("ordered"),
    after: order.value,
    before: live,
    beforeOwner: owner === "nobody" ? null : owner,
    afterOwner: order.owner,
    withdraws,
  };
}

function writes({ kind }: FieldOrder): boolean {
  return kind === "approve" || kind === "correct" || kind === "undo";
}

/** The newest entry of the ledger comes from the answer to be withdrawn, and nobody has edited it. */
function isStillOurs({ owner }: Ownership, { ledger, fingerprint }: FieldSituation): boolean {
  return (
    owner === "fieldwork" && ledger?.owner === "fieldwork" && ledger.fingerprint === fingerprint
  );
}

function pinned(
  live: string | null,
  { owner }: Ownership,
  { ledger }: FieldSituation,
): FieldDecision {
  return recorded("pinned", {
    owner: owner === "nobody" ? "cleared-by-person" : owner,
    value: live,
    pinned: true,
    withdraws: ledger?.withdrawnFingerprint ?? null,
  });
}

function declined(
  { kind }: FieldOrder,
  { live, ledger, fingerprint }: FieldSituation & { live: string | null },
  { owner }: Ownership,
): FieldDecision {
  const person = live === null ? "cleared-by-person" : "person";
  // A blank that nobody made is as empty as one that we made.
  const present = owner === "nobody" ? "fieldwork" : owner;
  return recorded("not-taken", {
    owner: kind === "keep" ? person : present,
    value: live,
    pinned: ledger?.pinned === true,
    withdraws: fingerprint === "" ? (ledger?.withdrawnFingerprint ?? null) : fingerprint,
  });
}

function recorded(
  code: ReasonCode,
  entry: NonNullable<Extract<FieldDecision, { kind: "unchanged" }>["entry"]>,
): FieldDecision {
  return { kind: "unchanged", reason: because(code), recovered: undefined, entry };
}

const changedSince: FieldDecision = { kind: "changed-since", reason: because("changed-since") };

function because(code: ReasonCode): Reason {
  return { code, detail: null };
}
