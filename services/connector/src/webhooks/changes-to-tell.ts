import type { RecordRef } from "@fieldwork/contracts";
import type { Change, HintedRead } from "@fieldwork/crm";
import type { ClaimedHint } from "@fieldwork/store/hints";

export interface Hinted {
  connection: string;
  object: RecordRef["object"];
  hints: readonly ClaimedHint[];
}

/**
 * What a read of hinted records tells. A record that is gone ended when the CRM last spoke of it. One that
 * came back may have the stamp it had before it went: it is as new as the news of its return. Pure.
 */
export function changesToTell(
  { changes, gone }: HintedRead,
  { connection, object, hints }: Hinted,
): Change[] {
  const hintOf = new Map(hints.map((hint) => [hint.id, hint]));
  const ends = gone.map((id): Change => {
    const vendorAt = (hintOf.get(id)?.at ?? new Date(0)).toISOString();
    const version = { vendorAt, contentHash: "deleted" };
    return { kind: "deleted", ref: { connection, object, id }, version };
  });
  const told = changes.map((change): Change => {
    const hint = hintOf.get(change.ref.id);
    const isBack = hint?.kind === "restored" && hint.at > new Date(change.version.vendorAt);
    if (!isBack) return change;
    return { ...change, version: { ...change.version, vendorAt: hint.at.toISOString() } };
  });
  return [...told, ...ends];
}
