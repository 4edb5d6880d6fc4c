import { type FieldDescription, sameValue } from "@fieldwork/crm";
import type { FieldOwner, LedgerEntry, OpenIntent } from "@fieldwork/store";

export interface LiveField {
  /** The CRM's value now; null is blank. A field that is hidden from us has no known owner. */
  live: string | null;
  ledger: LedgerEntry | undefined;
  intents: readonly OpenIntent[];
  description: FieldDescription | undefined;
}

/** Whose the live value is, including what the ledger does not know yet. */
export interface Ownership {
  owner: FieldOwner | "nobody";
  /** The intent that explains a value that is not in the ledger: a crash came in between. */
  recovered: OpenIntent | undefined;
  /** The ledger says something else, or nothing. */
  isUnrecorded: boolean;
}

/**
 * Whose a live value is. It is ours if it equals the value last recorded, or that of an open intent,
 * under one of the named normalisations; with the intent of an order, it belongs to whom the order
 * said. Any other value is a person's, and so is a blank where there was a value.
 */
export function findOwner({ live, ledger, intents, description }: LiveField): Ownership {
  const recovered = intents.findLast(({ afterValue }) => sameValue(live, afterValue, description));
  if (live === null) {
    if (recovered && ledger?.owner !== "cleared-by-person")
      return { owner: recovered.afterOwner, recovered, isUnrecorded: true };
    return blankOwner(ledger);
  }
  if (ledger?.owner === "fieldwork" && sameValue(live, ledger.value, description)) {
    return { owner: "fieldwork", recovered: undefined, isUnrecorded: false };
  }
  // Of a person who has taken over a value that we may have put there, the ledger knows.
  const isKnown = ledger?.owner === "person" && sameValue(live, ledger.value, description);
  if (isKnown) return { owner: "person", recovered: undefined, isUnrecorded: false };
  if (recovered) return { owner: recovered.afterOwner, recovered, isUnrecorded: true };
  return { owner: "person", recovered: undefined, isUnrecorded: true };
}

function blankOwner(ledger: LedgerEntry | undefined): Ownership {
  if (ledger === undefined) return { owner: "nobody", recovered: undefined, isUnrecorded: false };
  if (ledger.owner === "cleared-by-person") {
    return { owner: "cleared-by-person", recovered: undefined, isUnrecorded: false };
  }
  // A blank that we made (an undo) is as empty as one that nobody touched.
  if (ledger.owner === "fieldwork" && ledger.value === null) {
    return { owner: "nobody", recovered: undefined, isUnrecorded: false };
  }
  return { owner: "cleared-by-person", recovered: undefined, isUnrecorded: true };
}
