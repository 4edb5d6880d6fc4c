import { because, decisions, quoted, replies, said, short } from "./words.ts";

/** The texts of one record and its timeline. */
export const recordTexts = {
  back: "All records",
  neighbours: "Other records of the list",
  previous: "Previous",
  next: "Next",
  changed: "Changed in the CRM",
  read: "last read",
  nothingWritten: "No enrichment writes a field of such a record.",
  also: (note: string) => `The newest answer ${note}`,
  source: "What the CRM says",
  sourceHint: "What the answers rest on is marked.",
  answer: "Answer",
  evidence: "Evidence",
  evidenceIn: (fields: string) => `in ${fields}`,
  abstained: "none: the record does not say it",
  bestGuess: (guess: string) => `it would have said ${guess}`,
  confidence: (percent: string) => `${percent} sure`,
  rejected: "Our checks say",
  from: "From",
  model: (provider: string | null, model: string | null, prompt: string) =>
    `${provider ?? "an unknown provider"}/${model ?? "an unknown model"}, prompt version ${prompt.slice(0, 12)}`,
  cost: "Cost of the answer",
  reused: "nothing: the answer was known already",
  decision: "Decision",
  decided: (decision: string, why: string) => `${decisions[decision] ?? decision}: ${why}`,
  reply: "The CRM",
  replies: (state: string, why: string | null) =>
    `${replies[state] ?? state}${why === null ? "" : `: ${why}`}`,
  actions: {
    approve: "Approve",
    reject: "Reject",
    correct: "Correct",
    pin: "Pin",
    unpin: "Unpin",
    undo: "Undo",
    runAgain: "Run again",
    ordered: "Ordered: it is done as soon as the CRM has been read again",
    ranAgain: "It is asked or decided again",
  },
  correct: {
    title: (label: string) => `Correct ${label}`,
    now: (value: string) => `Now it is ${value}.`,
    nowBlank: "Now it is blank.",
    value: "What it should be",
    hint: "Left empty, the field is cleared and stays so.",
    save: "Write it",
  },
  undo: {
    title: (label: string) => `Undo ${label}`,
    would: (from: string | null, to: string | null) =>
      `The field goes from ${from ?? "blank"} back to ${to ?? "blank"}, and to whom it belonged then.`,
    nothing: "We have written nothing here that could be undone.",
    left: {
      "edited-since": "Somebody has edited the value since: it stays.",
      "written-since": "A newer value was written since: it stays.",
      undone: "It has been undone already.",
      pinned: "A person has pinned the field: it stays.",
      "on-its-way": "An order for this field is on its way: try again once it is done.",
    },
    order: "Undo it",
  },
};

export const timelineTexts = {
  title: "What happened",
  hint: "The newest first. Choose a line for its details.",
  none: "Nothing has happened yet",
  more: "Show earlier",
  changed: "The record changed in the CRM",
  deleted: "The record was deleted in the CRM",
  wanted: (enrichment: string, by: string) =>
    `${enrichment} was wanted by ${by === "live" ? "the change" : by}`,
  called: (
    model: string,
    outcome: string | undefined,
    { cost, arm }: { cost: string | undefined; arm: string | undefined },
  ) =>
    `${model} was asked${arm === undefined ? "" : (arms[arm] ?? ` in the arm ${arm}`)}: ${outcome === undefined ? "no outcome yet" : (outcomes[outcome] ?? said(outcome))}${cost === undefined ? "" : `, ${cost}`}`,
  notAsked: (model: string) => `${model} was not asked: it was at its limit`,
  left: "What left",
  leftFields: (fields: readonly string[], region: string | null) =>
    fields.length === 0
      ? "No field of the record left with this call."
      : `${fields.join(", ")}${region === null ? "" : `, to a model whose vendor stores it in ${region}`}.`,
  leftMasked: (rule: string, definition: string) =>
    `${maskings[rule] ?? said(rule)} The rule is that of ${definition}.`,
  passedOver: (model: string, why: string) => `${model} was passed over: ${why}.`,
  answered: (enrichment: string, isReused: boolean) =>
    isReused
      ? `${enrichment} was answered by an answer known before`
      : `${enrichment} was answered`,
  ordered: (
    field: string,
    order: string,
    { value, by }: { value: string | undefined; by: string },
  ) => `${field}: ${by} ordered to ${order}${value === undefined ? "" : ` “${short(value)}”`}`,
  decided: (field: string, decision: string, why: string | undefined) =>
    `${field}: ${decisions[decision] ?? said(decision)}${because(why)}`,
  reviewOpened: (field: string, why: string | undefined) =>
    `${field} began to wait for a person${because(why)}`,
  reviewClosed: (field: string, as: string) => `${field} no longer waits for a person: ${said(as)}`,
  sent: (field: string, before: string | undefined, after: string | undefined) =>
    `${field} was sent to the CRM: ${quoted(before)} → ${quoted(after)}`,
  replied: (field: string, state: string, why: string | undefined) =>
    `The CRM on ${field}: ${replies[state] ?? said(state)}${because(why)}`,
  ended: (enrichment: string, state: string, why: string | undefined) =>
    `${enrichment} ended: ${states[state] ?? said(state)}${because(why)}`,
  orderEnded: (field: string, state: string, why: string | undefined) =>
    `${field}: the order was ${said(state)}${because(why)}`,
  ownerChanged: (field: string, to: string, value: string | undefined) =>
    to === "fieldwork"
      ? `${field} is Fieldwork's again: ${quoted(value)}`
      : `A person set ${field} to ${quoted(value)}`,
};

const outcomes: Readonly<Record<string, string>> = {
  clean: "it answered",
  "partly-rejected": "it answered, and our checks did not take all of it",
  "all-rejected": "our checks took nothing of its answer",
  unreadable: "its reply could not be read",
};

const arms: Readonly<Record<string, string>> = {
  usual: " in the usual arm of an experiment",
  experiment: " in the tried arm of an experiment",
};

const maskings: Readonly<Record<string, string>> = {
  patterns:
    "The record's own names, addresses and numbers, and whatever has the form of one, were masked.",
  "known-values": "The record's own names, addresses and numbers were masked.",
  off: "Nothing was masked, except where a field asks for it.",
};

const states: Readonly<Record<string, string>> = {
  written: "written",
  previewed: "previewed only",
  skipped: "left as it is",
  superseded: "nothing to ask any more",
  dead: "failed for good",
  review: "waits for a person",
};
