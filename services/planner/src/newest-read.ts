import type { RecordChanged } from "@fieldwork/contracts";
import type { KnownRecord } from "@fieldwork/store";

/** What tells two reads of one record apart. */
export type Seen = Pick<KnownRecord, "vendorAt" | "readAt" | "directReadAt" | "deleted">;

/**
 * What is known once a read is known as well: `standing` itself where the read shows nothing newer. Pure.
 *
 * - The CRM's timestamp decides. Where it is equal, of two reads of the record itself the one that began later.
 * - A search may show a record as it was before its read began, and still lists one that has ended. So on
 *   equal timestamps it never undoes an end, and every read of the record itself replaces what it showed.
 */
export function newestOf(read: Seen, standing: Seen | undefined): Seen {
  if (standing === undefined) return read;
  const laterMs = Date.parse(read.vendorAt) - Date.parse(standing.vendorAt);
  if (laterMs !== 0) return laterMs > 0 ? read : standing;
  if (isLater(read.directReadAt, standing.directReadAt)) return read;
  if (standing.deleted || !isLater(read.readAt, standing.readAt)) return standing;
  return { ...read, directReadAt: standing.directReadAt };
}

export function seenIn(event: RecordChanged): Seen {
  const isFromSearch = event.kind === "changed" && event.isFromSearch === true;
  return {
    ...{ vendorAt: event.version.vendorAt, readAt: event.readAt },
    ...{ directReadAt: isFromSearch ? null : event.readAt, deleted: event.kind === "deleted" },
  };
}

function isLater(one: string | null, other: string | null): boolean {
  return one !== null && (other === null || Date.parse(one) > Date.parse(other));
}
