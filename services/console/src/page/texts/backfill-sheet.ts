import type { Reply } from "@fieldwork/contracts/client";
import { countText, percentText } from "../ui/money.ts";
import { hours, several } from "./backfill-words.ts";

type CrmCalls = Reply<"backfills.sheet">["figures"]["crmCalls"];

/** The texts of a backfill's sheet. */
export const sheetTexts = {
  title: "Sheet",
  hint: "What it would do and cost. Whoever starts it signs this sheet and no other.",
  none: "There is no sheet yet",
  noneHint: "It is estimated from the sample, or else from earlier answers.",
  make: "Make the sheet",
  anew: "Make it anew",
  made: (by: string) => `Made by ${by}`,
  name: (hash: string) => `Sheet ${hash.slice(0, 12)}`,
  valid: "It lapses",
  outdated: "It no longer holds",
  because: {
    expired: "Its time is over.",
    filter: "It is about other records.",
    definition: "Another definition is released.",
    prices: "Prices have changed.",
  },
  records: "Records",
  matched: "match",
  asked: "would be asked",
  known: "are answered already, for free",
  unaskable: "have nothing to ask",
  gone: "are gone",
  read: "Last read",
  readBetween: "the oldest",
  readMedian: "half before",
  never: "never",
  values: "What becomes of the values",
  valuesHint: "The likely number, and the most it can be.",
  field: "Field",
  policy: "May replace",
  created: "Created",
  changed: "Changed",
  unchanged: "Unchanged",
  inReview: "To review",
  persons: "Kept as a person's",
  otherwise: "Kept otherwise",
  hiddenValues: "Hidden",
  share: (likely: number | null, most: number) =>
    likely === null
      ? `≤ ${countText(most)}`
      : likely === most
        ? countText(most)
        : `${countText(likely)} (≤ ${countText(most)})`,
  cost: "Cost",
  estimate: "Estimate",
  p50: "p50",
  p95: "p95",
  tokensIn: "Tokens in",
  tokensOut: "Tokens out",
  dollars: "Dollars",
  basis: (from: string, n: number) => bases[from]?.(n) ?? "",
  how: "How that is estimated",
  prices: (model: string) => `At the prices of ${model}, confirmed`,
  budgets: "Budgets",
  budget: "Budget",
  per: "Per",
  left: "Left",
  limit: "Limit",
  budgetOf: (of: string, name: string) => (name === "" ? of : `${of} ${name}`),
  tooLittle: "not enough for p95",
  calls: "Calls to the CRM",
  callsText: ({ likely, atLeast, atMost, jobs }: CrmCalls) =>
    [
      ...(likely === null ? [] : [`about ${countText(likely)}, `]),
      `${atLeast === null ? "an unknown number" : countText(atLeast)} to ${countText(atMost)}`,
      ...(jobs === 0 ? [] : [`, with ${several(jobs, "job", "jobs")} of the CRM's own`]),
    ].join(""),
  quotaLeft: ({ left, likely, aboveFloor, floorPercent }: CrmCalls) => {
    if (left === null) return "What is left of the CRM's day is not known.";
    const kept =
      floorPercent === null || aboveFloor === null
        ? ""
        : `, ${countText(aboveFloor)} of them above the ${floorPercent} % that are kept for other integrations`;
    const isMore = likely !== null && aboveFloor !== null && likely > aboveFloor;
    return `${countText(left)} are left of the CRM's day${kept}${isMore ? "; what does not fit waits for the next day" : ""}, as of`;
  },
  automations: {
    title: "What follows in the CRM",
    hint: "Automations of the CRM's own that have to do with the fields. They are no part of what is signed.",
    asOf: "The CRM was asked",
    awaited: "The CRM is being asked.",
    written: "Written",
    anyUpdate: "Any field of a record",
    follows: "Automations",
    none: "None names it",
    unknown: "Not known:",
    more: "Whether there are more is not known:",
    starts: "starts on a change",
    inactive: "not active",
    kinds: {
      flow: "Flow",
      workflow: "Workflow",
      "workflow-rule": "Workflow rule",
      "validation-rule": "Validation rule",
      "apex-trigger": "Apex trigger",
      "apex-class": "Apex class",
    },
  },
  hours: "Time",
  hoursText: (likely: number | null) =>
    likely === null ? "not known: no limit and no pace is known" : hours(likely),
  rests: (time: number) => `of which ${hours(time)} are rests between steps`,
  binding: (name: string) => `${name} is what limits it`,
  limits: "Calls and time",
  limitName: "Limit",
  limitHours: "Alone it would take",
  band: "It pauses itself",
  bandText: (most: string, each: string | undefined, share: number) =>
    `past ${most}${each === undefined ? "" : `, past ${each} a record`}, or when more than ${percentText(share)} of its answers are rejected`,
  sign: "Sign and start",
  signTitle: "Sign the sheet and start",
  signText: (count: string, likely: string, most: string) =>
    `With your name you start a backfill of ${count} records. It is likely to cost ${likely}, and it may spend ${most} at most before it pauses itself.`,
  firstStep: (count: number) =>
    `Its first step of ${several(count, "record", "records")} begins within seconds, and values are written to the CRM.`,
  lower: "Allow less, in dollars",
  lowerHint: (most: string) => `Empty: ${most}.`,
  lowerWrong: "Write more than $0, and no more than the sheet says.",
  type: (count: number) => `Type the number of records, ${count}, to sign`,
  start: (count: string, most: string) => `Start ${count} records for at most ${most}`,
  mayNot: "An operator can sign it.",
};

const bases: Readonly<Record<string, (n: number) => string>> = {
  sample: (n) => `Estimated from ${several(n, "answer", "answers")} of the sample.`,
  answers: (n) => `Estimated from ${several(n, "earlier answer", "earlier answers")}.`,
  nothing: () => "Estimated from the length of the texts alone: a sample says more.",
};
