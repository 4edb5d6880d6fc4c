import type { ObjectName } from "./record.ts";

/**
 * The canonical fields an enrichment may name as input. A vendor's adapter maps each to its own name,
 * or leaves it absent.
 */
export const canonicalFields = {
  company: ["name", "description", "domain", "phone", "country", "city", "employees"],
  contact: ["firstName", "lastName", "email", "jobTitle", "phone"],
} as const satisfies Record<ObjectName, readonly string[]>;

export type CanonicalField = (typeof canonicalFields)[ObjectName][number];

/** What people call a record and search for: kept of each record, whichever fields enrichments name. */
export const titleFields: readonly string[] = ["name", "domain", "firstName", "lastName", "email"];

/** The fields of each object that records can be filtered by, where no mapping marks others. */
export const filterableFields: Readonly<Record<string, readonly string[]>> = {
  company: ["country"],
};
