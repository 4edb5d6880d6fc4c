import { companyKeys } from "@fieldwork/companies";
import { type FieldValues, type RecordChanged, recordKey } from "@fieldwork/contracts";
import type { CompanyKey, MergedRecord } from "@fieldwork/store/company-links";
import { newestOf, type Seen, seenIn } from "../newest-read.ts";
import type { ReceivedChange } from "../plan-work.ts";

/** The object whose records are linked, and what of them is looked at. */
export const linkedObject = "company";
const factFields = ["name", "domain", "country", "city", "phone"];

export interface CompanyChanges {
  /** The newest state of each, its end included. */
  keys: CompanyKey[];
  /** Of those that have ended, the ones that were merged into another. */
  merged: MergedRecord[];
}

/** What a batch of changes says of companies whose connection shares with others. Pure. */
export function companyChanges(
  changes: readonly Pick<ReceivedChange, "event">[],
  shares: (connection: string) => boolean,
): CompanyChanges {
  const newest = new Map<string, { event: RecordChanged; seen: Seen }>();
  for (const { event } of changes) {
    if (event.ref.object !== linkedObject || !shares(event.ref.connection)) continue;
    const key = recordKey(event.ref);
    const known = newest.get(key);
    const seen = newestOf(seenIn(event), known?.seen);
    if (seen !== known?.seen) newest.set(key, { event, seen });
  }
  const events = [...newest.values()].map(({ event }) => event);
  return { keys: events.map(keyOf), merged: events.flatMap(mergedIn) };
}

function mergedIn(event: RecordChanged): MergedRecord[] {
  const into = event.kind === "deleted" ? event.became?.ref : undefined;
  return into?.object === linkedObject ? [{ from: event.ref, into }] : [];
}

function keyOf(event: RecordChanged): CompanyKey {
  const { vendorAt, readAt, directReadAt } = seenIn(event);
  const read = { ref: event.ref, vendorAt, readAt, directReadAt };
  return event.kind === "changed"
    ? companyKeyOf({ ...read, fields: event.fields, deleted: false })
    : companyKeyOf({ ...read, fields: {}, deleted: true });
}

/** By what a company is recognised, as it was read. Pure. */
export function companyKeyOf({
  fields,
  ...read
}: Omit<CompanyKey, "domain" | "nameKey" | "facts"> & { fields: FieldValues }): CompanyKey {
  const facts = factsOf(read.deleted ? {} : fields);
  const { domain, name } = companyKeys(facts);
  return { ...read, domain, nameKey: name, facts };
}

function factsOf(fields: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => factFields.includes(field)));
}
