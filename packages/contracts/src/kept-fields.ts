/** What people call a record and search for: kept of each record, whichever fields enrichments name. */
export const titleFields: readonly string[] = ["name", "domain", "firstName", "lastName", "email"];
