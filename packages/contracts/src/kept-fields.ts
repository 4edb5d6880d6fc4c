/** What people call a record and search for: kept of each record, whichever fields enrichments name. */
export const titleFields: readonly string[] = ["name", "domain", "firstName", "lastName", "email"];

/** The fields of each object that records can be filtered by, where no mapping marks others. */
export const filterableFields: Readonly<Record<string, readonly string[]>> = {
  company: ["country"],
};
