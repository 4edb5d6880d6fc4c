/** The fields by which people name a record and search for it: always kept, whichever fields enrichments name. */
export const titleFields: readonly string[] = ["name", "domain", "firstName", "lastName", "email"];
