import type { FilterOperator } from "@fieldwork/contracts/page";
import { countText } from "../ui/money.ts";
import { several } from "./backfill-words.ts";

/** The texts of building a backfill. */
export const buildTexts = {
  title: "New backfill",
  which: "Enrichment and records",
  enrichment: "Enrichment",
  connection: "Connection",
  noDefinition: "No enrichment is released",
  noDefinitionHint: "Release one first: see Enrichments.",
  noPlace: "No records of this kind have been read",
  noPlaceHint: "A backfill is about records that a connection has read.",
  filter: "Filter",
  filterHint: "Checked against what the CRM says of its fields, as you write it.",
  asRows: "By field",
  asText: "As text",
  text: "Filter as text",
  textHint: 'Such as country = "NO" and (employees >= 50 or ai_summary is blank)',
  notReadable: "Mend the text first: it cannot be read as conditions.",
  every: "There is no condition, so that it is about every record.",
  join: "Of these conditions",
  all: "all hold",
  any: "any holds",
  add: "Add a condition",
  addGroup: "Add a group",
  group: "Group of conditions",
  condition: "Condition",
  remove: "Remove",
  removeNamed: (what: string) => `Remove ${what}`,
  removeGroup: "Remove the group",
  field: "Field",
  idField: "Record id",
  fieldGroups: { fields: "Fields of the CRM", outputs: "What we write" },
  hidden: (name: string) => `${name} (hidden from us)`,
  is: "Comparison",
  value: "Value",
  from: "From",
  to: "to",
  values: "Values, one a line",
  ids: "Ids, one a line",
  since: "Since",
  at: (place: number, problem: string) => `At character ${place}: ${problem}`,
  unfinished: "A value is missing",
  noField: "Choose a field",
  operators: {
    equals: "is",
    notEquals: "is not",
    anyOf: "is one of",
    contains: "contains",
    startsWith: "starts with",
    less: "is less than",
    atMost: "is at most",
    greater: "is more than",
    atLeast: "is at least",
    between: "is between",
    blank: "is blank",
    notBlank: "is not blank",
    outdated: "is of an older definition",
    correctedSince: "was corrected since",
  } as const satisfies Readonly<Record<FilterOperator, string>>,
  counting: "Counting",
  matching: (count: number) =>
    count === 1
      ? "1 record matches, of those that have been read"
      : `${countText(count)} records match, of those that have been read`,
  notCounted: "Not counted while the filter is not finished",
  wrong: "This is not right yet",
  source: {
    count: "Count in the CRM",
    hint: "The CRM may have records that were never read.",
    counting: "The CRM is asked how many match.",
    read: "Have them read",
    calls: ({ likely, byJob }: { likely: number; byJob: boolean }) =>
      `To read them takes about ${several(likely, "call", "calls")}${byJob ? ", by a job of the CRM's own" : ""}.`,
    preparing: "The CRM makes them ready.",
    reading: (records: number) => `${countText(records)} read so far.`,
    done: (records: number) => `All were read: ${countText(records)}.`,
    counted: (count: number, is: string, known: number) =>
      `The CRM counts ${exactness[is] ?? ""}${countText(count)}; ${countText(known)} of these are known here.`,
    failed: (why: string) => `The CRM could not be asked: ${why}`,
    cancelled: "It was cancelled.",
  },
  order: {
    title: "How it goes",
    hint: "Nothing begins before somebody signs its sheet.",
    ramp: "Steps of the ramp",
    rampHint: "Records of each step, separated by commas; the rest follows in one more.",
    rampWrong: "Write numbers separated by commas, such as 25, 250, 2500.",
    rest: "Minutes between steps",
    restHint: "So long people can look at a step before the next begins by itself.",
    most: "Limit in dollars",
    mostWrong: (most: number) => `Write more than $0, and at most $${countText(most)}.`,
    mostHint: "It pauses itself when it has spent so much. Empty: as its sheet says.",
    gates: "Gates",
    gatesHint:
      "A step that goes past one of these pauses the backfill until a person lets it pass. Empty: not judged.",
    costTimes: "Cost of a record, times the sheet's",
    percent: (name: string) => `${name}, %`,
    create: (records: number | undefined) =>
      records === undefined
        ? "Create the backfill"
        : `Create it with ${several(records, "record", "records")}`,
    notYet: {
      unfinished: "Finish each condition first.",
      wrong: "Mend what is wrong with the filter first.",
      none: "No record matches.",
      counting: "The records are being counted.",
    },
  },
};

const exactness: Readonly<Record<string, string>> = {
  exact: "exactly ",
  "at-least": "at least ",
  "at-most": "at most ",
  about: "about ",
};
