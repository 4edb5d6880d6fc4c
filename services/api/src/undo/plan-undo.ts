import type { FieldOrder } from "@fieldwork/store";
import type { WrittenField } from "@fieldwork/store/undo";

/** Why a field is left as it is. */
export const leftWhy = ["edited-since", "written-since", "undone", "pinned", "on-its-way"] as const;
export type LeftWhy = (typeof leftWhy)[number];

/** What an undo does to one field: it orders something, or leaves the field as it is. */
export type UndoPlan =
  | { order: Omit<FieldOrder, "field">; left?: undefined }
  | { left: LeftWhy; order?: undefined };

/**
 * Decides what an undo does to one field. Pure. Only what is still ours is taken back: the write whose value
 * stands is one of those meant, and the ledger says that nobody has edited it since. The writer looks at the
 * live value once more before it writes.
 *
 * To undo an undo is to approve the answer anew that it took back: the value is ours again.
 */
export function planUndo({ newest, standing, before, ledger, isOrdered }: WrittenField): UndoPlan {
  if (isOrdered) return { left: "on-its-way" };
  if (!standing.isMeant) {
    if (newest.isUndo) return { left: "undone" };
    return { left: newest.owner === "fieldwork" ? "written-since" : "edited-since" };
  }
  if (ledger?.pinned) return { left: "pinned" };
  const isUntouched =
    ledger?.owner === newest.owner &&
    ledger.value === newest.value &&
    ledger.fingerprint === newest.fingerprint;
  if (!isUntouched) return { left: "edited-since" };
  return {
    order: {
      kind: standing.isUndo ? "approve" : "undo",
      value: before.value,
      // A blank that nobody made is as empty as one that we made.
      owner: standing.isUndo ? "fieldwork" : (before.owner ?? "fieldwork"),
      expectedValue: newest.value,
    },
  };
}
