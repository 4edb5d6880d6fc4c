/** The texts of the pages about enrichments. */
export const enrichmentTexts = {
  none: "No definition is released",
  noneHint: "npx fieldwork definitions release checks the definitions and releases them.",
  back: "All enrichments",
  open: "Versions, and try it",
  openNamed: (name: string) => `${name}: versions, and try it`,
  version: (hash: string) => `Version ${hash.slice(0, 12)}`,
  releasedBy: (name: string) => `released by ${name}`,
  noOutputs: "It writes nothing.",
  output: "Output",
  field: "Field in the CRM",
  of: "Of",
  type: "Kind of value",
  types: (type: string) => valueTypes[type] ?? type,
  outputs: {
    title: "What it writes",
    policy: "May replace",
    policies: (policy: string) => policies[policy] ?? policy,
    writes: "Is written",
    nowhere: "nowhere yet",
    mode: (connection: string, mode: string, window: string) => `${connection}: ${mode}${window}`,
    modeUnknown: (connection: string) => `${connection}: not known yet`,
    window: (half: string, most: string) =>
      `; half took ${half} s at most from read to reply, 99 of 100 took ${most} s`,
  },
  versions: {
    title: "Versions",
    hint: (days: number) =>
      `What their answers cost in the last ${days} days, how long the calls took, and how often people took what waited for them. Answers that were replaced since are left out.`,
    cut: (calls: string) => `Only the newest ${calls} calls of each model were looked at.`,
    version: "Version",
    current: "current",
    released: "Released",
    by: (name: string) => `by ${name}`,
    records: "Records",
    spent: "Spent",
    tokensIn: "Tokens in",
    tokensOut: "Out",
    p50: "p50",
    p95: "p95",
    accepted: "Taken",
    acceptedOf: (share: string, decided: string) => `${share} of ${decided}`,
    nothing: "–",
    seconds: (seconds: string) => `${seconds} s`,
    order: "Difference",
    compare: "Compare",
    compareNamed: (hash: string) => `Compare ${hash} with the current version`,
    before: "Changes",
    beforeNamed: (hash: string) => `Changes in ${hash}`,
    armsTitle: "Arms of its experiment",
    arm: "Arm",
    arms: (arm: string) => arms[arm] ?? arm,
  },
  asked: {
    title: "What is asked",
    hint: "Only these fields of a record leave. What is masked goes out as a placeholder and comes back in the answer.",
    nothing: "–",
    field: "Field",
    need: "Needed",
    required: "yes: without it nothing is asked",
    any: "one of these: without any of them nothing is asked",
    optional: "no",
    most: "Characters at most",
    masked: "What is masked",
    maskings: (rule: string) => maskings[rule] ?? rule,
    route: (models: readonly string[], prefer: string) =>
      `Asked: ${models.join(", ")}${prefers[prefer] ?? ""}.`,
    experiment: (model: string, percent: number) =>
      `${percent} % of the records are asked of ${model} first, by their hash: the tried arm of an experiment.`,
    vendors: (names: readonly string[]) => `Only these vendors may get it: ${names.join(", ")}.`,
    regions: (names: readonly string[]) => `Only in these regions: ${names.join(", ")}.`,
    dataClasses: (names: readonly string[]) =>
      `Only where it is processed as one of: ${names.join(", ")}.`,
    capture: (which: string) => captured[which] ?? which,
    traced: "Traces hold the prompt and the answer, without personal values.",
  },
  difference: {
    title: (from: string, to: string) => `From ${from} to ${to}`,
    close: "Close the difference",
    same: "They are the same.",
    whole: "The definition",
    removed: "removed: ",
    added: "added: ",
    release: "Release this version",
    confirm: (name: string, hash: string) => `Release ${name} ${hash}?`,
    meaning:
      "It becomes the current version for new work within seconds. Work that has begun finishes as it began, and what is settled is asked again only by a backfill.",
    released: "It is released. Running services follow within seconds.",
  },
  proposals: {
    wrong: "The files of the definitions are wrong",
    title: (name: string) => `${name}, as its files propose it`,
    kinds: {
      new: ({ hash }: Proposed) => `Version ${hash}. It is not released yet.`,
      changed: ({ from, hash }: Proposed) => `Version ${hash}, in place of ${from}.`,
      gone: ({ from }: Proposed) => `Version ${from} is released.`,
    },
    whole: "What it says",
    releaseNamed: (name: string) => `Release this version: ${name}`,
    newMeaning:
      "Changes of records are enriched by it from now on, as soon as running services follow. What was there before waits for a backfill.",
    mayNot: "An admin can release it.",
  },
  tryIt: {
    title: "Try it",
    hint: "Asks a model about one record and writes nothing. The call is paid.",
    record: "Record",
    recordHint: "Name, domain or e-mail",
    noRecord: "No record fits",
    model: "Model",
    route: "As the route has it",
    ask: "Ask",
    stop: "Stop",
    starting: "The question is on its way.",
    asking: "The model answers.",
    stopped: "It was stopped. What was used until then is charged.",
    failed: "There is no answer",
    notYet: "nothing yet",
    answer: "Answer",
    none: "no answer",
    sure: (percent: string) => `${percent} sure`,
    today: "Today",
    hidden: "hidden from us",
    would: "A write would be",
    decided: (kind: string, why: string) => `${kind.replaceAll("-", " ")}: ${why}`,
    review: "A person would have to decide.",
    takenAway: "Our checks say",
    source: "What was sent",
    sourceHint: "What the answers rest on is marked.",
    prompt: "The whole prompt",
    used: (model: string, cost: string, seconds: string) => `${model} · ${cost} · ${seconds} s`,
    tokens: (sent: string, cached: string, got: string) =>
      `${sent} tokens in (${cached} cached), ${got} out`,
    attempts: (count: number) => `${count} attempts`,
    held: "The vendor did not say what it cost, so that the most it can cost is held.",
  },
};

interface Proposed {
  from: string | null;
  hash: string | null;
}

const valueTypes: Readonly<Record<string, string>> = {
  choice: "one of a list",
  choices: "some of a list",
  text: "text",
  number: "number",
  integer: "whole number",
  boolean: "yes or no",
  date: "date",
  url: "address of a page",
};

const maskings: Readonly<Record<string, string>> = {
  patterns: "the record's own names, addresses and numbers, and whatever has the form of one",
  "known-values": "the record's own names, addresses and numbers",
  off: "nothing",
};

const prefers: Readonly<Record<string, string>> = {
  order: ", in this order",
  fastest: ", whichever has answered soonest lately first",
  cheapest: ", the cheapest first",
};

const captured: Readonly<Record<string, string>> = {
  off: "Requests and replies are not kept.",
  failed:
    "Requests without a clean answer are kept for some days, with their replies, without personal values.",
  all: "Requests and replies are kept for some days, without personal values.",
};

const arms: Readonly<Record<string, string>> = {
  usual: "usual",
  experiment: "tried",
};

const policies: Readonly<Record<string, string>> = {
  "own-or-empty": "blanks and its own values",
  "if-empty": "blanks alone",
  always: "anything, also a person's value",
  never: "nothing: it only shows",
};
