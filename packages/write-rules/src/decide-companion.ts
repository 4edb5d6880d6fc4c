import { checkAgainstField, sameValue } from "@fieldwork/crm";
import type { FieldDecision, FieldSituation } from "./field-decision.ts";
import { findOwner } from "./find-owner.ts";

export type CompanionSituation = Pick<
  FieldSituation,
  "live" | "ledger" | "intents" | "description"
> & {
  /** What is to stand beside the value that is written; null is blank. */
  value: string | null;
};

/**
 * Decides about a companion of a value that is written. Pure. It never holds the value up: a field that
 * is hidden from us, or that cannot take it, is left out (undefined). What a person put there, or cleared,
 * is kept.
 */
export function decideCompanion({
  live,
  value,
  ...known
}: CompanionSituation): FieldDecision | undefined {
  const { ledger, description } = known;
  if (live === undefined || ledger?.pinned === true) return undefined;
  const ownership = findOwner({ live, ...known });
  const { owner } = ownership;
  if (owner === "person" || owner === "cleared-by-person") {
    const kind = owner === "person" ? "human-value" : owner;
    return { kind, reason: { code: kind, detail: null }, ownership, isConflict: false };
  }
  if (sameValue(live, value, description)) {
    const { recovered } = ownership;
    return { kind: "unchanged", reason: { code: "value-stands", detail: null }, recovered };
  }
  if (description && checkAgainstField(value, description) !== undefined) return undefined;
  return {
    kind: "write",
    reason: { code: "goes-with-value", detail: null },
    after: value,
    before: live,
    beforeOwner: owner === "nobody" ? null : owner,
    afterOwner: "fieldwork",
    withdraws: null,
  };
}
