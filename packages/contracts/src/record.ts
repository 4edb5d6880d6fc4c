import { z } from "zod";

/** A canonical object, such as company, contact or what a mapping adds. The vendor's name stays in the mapping. */
export const objectName = z
  .string()
  .regex(
    /^[a-z][a-zA-Z0-9]{0,39}$/,
    "Use letters and digits, starting with a lower-case letter: company",
  );
export type ObjectName = z.infer<typeof objectName>;

/** One record of one CRM account: `connection/object/id`. */
export const recordRef = z.object({
  /** One account of one CRM, as named in the configuration. */
  connection: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  object: objectName,
  /** The vendor's id, in the canonical form that its adapter gives it. */
  id: z.string().min(1),
});
export type RecordRef = z.infer<typeof recordRef>;

export function recordKey(ref: RecordRef): string {
  return `${ref.connection}/${ref.object}/${ref.id}`;
}

/** Reads `connection/object/id`; undefined if the text is not one. */
export function parseRecordKey(key: string): RecordRef | undefined {
  const [connection, object, id, ...rest] = key.split("/");
  const parsed = recordRef.safeParse({ connection, object, id });
  return rest.length === 0 && parsed.success ? parsed.data : undefined;
}

/**
 * Field values in three states: a missing key is *absent* (not read, hidden or unknown to the CRM),
 * null is *empty*, a string is *set*. Numbers are decimal strings, times ISO 8601 in UTC, dates
 * `YYYY-MM-DD`, booleans `true` and `false`, several choices joined by `;`, so that nothing is lost to
 * floating point or time zones.
 */
const fieldValues = z.record(z.string(), z.string().nullable());
export type FieldValues = z.infer<typeof fieldValues>;

const recordVersion = z.object({
  /** When the CRM says it was last changed; some CRMs keep only whole seconds. */
  vendorAt: z.iso.datetime({ offset: false }),
  /** A hash of fields and outputs as read: distinguishes two edits with the same timestamp. */
  contentHash: z.string(),
});
export type RecordVersion = z.infer<typeof recordVersion>;

/** A record as read from its CRM, in canonical terms. */
export const crmRecord = z.object({
  ref: recordRef,
  version: recordVersion,
  /** What people and other systems own: the inputs of enrichments. */
  fields: fieldValues,
  /** The fields that enrichments may write, with their values in the CRM. */
  outputs: fieldValues,
  /** The record that the CRM locks while it saves this one, such as a contact's account. */
  parentId: z.string().min(1).optional(),
});
export type CrmRecord = z.infer<typeof crmRecord>;
