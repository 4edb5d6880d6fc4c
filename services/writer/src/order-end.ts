import type { OrderEnd, OrderOutcome } from "@fieldwork/store";
import type { WorkEnding } from "./plan-ending.ts";
import type { DecidedField } from "./plan-writes.ts";

/** How an order ends, if it does not continue later. Pure. */
export function orderEnd({ claim, fields, end }: WorkEnding): OrderEnd[] {
  if (end === undefined) return [];
  const { workId, token } = claim;
  const [field] = fields;
  const kind = field?.decision.kind;
  // A decided write that was not made, for example because the record is gone, does not count as done.
  const isDone = kind === "unchanged" || (kind === "write" && end.state === "written");
  const reason = end.reason ?? field?.decision.reason ?? null;
  const outcome = field && isDone ? outcomeOf(field) : null;
  return [{ workId, token, state: isDone ? "done" : "refused", reason, outcome }];
}

function outcomeOf({ decision, ledger }: DecidedField): OrderOutcome | null {
  const pinned = ledger?.pinned === true;
  if (decision.kind === "write") {
    return { owner: decision.afterOwner, value: decision.after, pinned };
  }
  if (decision.kind !== "unchanged") return null;
  const { entry, recovered } = decision;
  if (entry) return { owner: entry.owner, value: entry.value, pinned: entry.pinned };
  return recovered ? { owner: recovered.afterOwner, value: recovered.afterValue, pinned } : null;
}
