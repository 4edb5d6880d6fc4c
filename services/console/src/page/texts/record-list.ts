import { several } from "./words.ts";

/** The texts of the list of records. */
export const recordsTexts = {
  record: "Record",
  changed: "Changed",
  deleted: "deleted in the CRM",
  blank: "blank",
  blankBecause: (why: string) => `blank: ${why}`,
  owners: {
    fieldwork: "Fieldwork",
    person: "a person",
    "cleared-by-person": "cleared by a person",
    nobody: "in the CRM",
  },
  pinned: "pinned",
  object: (name: string) => objects[name] ?? name,
  count: (count: number, isCapped: boolean) =>
    isCapped
      ? `more than ${count.toLocaleString("en")} records`
      : several(count, "record", "records"),
  showNewer: "Records have changed since: show them",
  none: "No record fits",
  noneHint: "Change the filter, or search for fewer words.",
  noneRead: "No record has been read yet",
  noneReadHint: "Records appear here as soon as a connection has been read.",
  filters: {
    object: "Kind of record",
    search: "Search",
    searchHint: "Name, domain or e-mail",
    connection: "Connection",
    anyConnection: "All",
    field: "Field",
    anyField: "Any",
    value: "Value",
    chooseValue: "Choose",
    clear: "Clear filters",
  },
};

const objects: Readonly<Record<string, string>> = {
  ...{ company: "Companies", contact: "Contacts" },
  ...{ deal: "Deals", lead: "Leads", ticket: "Tickets" },
};
