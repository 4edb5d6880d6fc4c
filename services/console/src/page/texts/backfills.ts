import type { FilterOperator, GateVerdict } from "@fieldwork/contracts/page";
import { countText, percentText, usdText } from "../ui/money.ts";

/** The texts of the pages about backfills. */
export const backfillTexts = {
  none: "No backfill yet",
  noneHint: "A backfill wants an enrichment for many records at once.",
  create: "New backfill",
  back: "All backfills",
  open: "Open",
  openNamed: (id: string) => `Open ${id}`,
  about: (enrichment: string, connection: string, records: string) =>
    `${enrichment} on ${records.toLowerCase()} of ${connection}`,
  states: {
    created: "not started",
    running: "running",
    resting: "rests before its next step",
    paused: "paused",
    cancelled: "cancelled",
    finished: "finished",
  },
  orderedBy: (name: string) => `Ordered by ${name}`,
  approvedBy: (name: string) => `Signed by ${name}`,
  everyRecord: "Every record",
  where: (filter: string) => `Where ${filter}`,
  stopped: "It paused itself",
  spent: (spent: string) => `${spent} spent; it has no limit of its own`,
  spentOf: (spent: string, most: string) => `${spent} spent of at most ${most}`,
  records,
  parts: {
    written: "written",
    unchanged: "unchanged",
    kept: "kept as they were",
    inReview: "waiting for a person",
    unanswered: "without an answer",
    skipped: "skipped",
    refused: "refused",
    failed: "failed",
    stopped: "stopped before it was asked",
    held: "held",
    underWay: "under way",
    waiting: "not begun",
    neverStarted: "never begun",
  },
  orders: { pause: "Pause", resume: "Resume", cancel: "Cancel it" },
  confirm: (order: string, id: string) => `${order}: ${id}?`,
  meaning: {
    resume: (count: string) => `It goes on with what is left of its ${count} records.`,
    resumeGate: (count: string) =>
      `A gate paused it. To resume lets its step pass all the same, and goes on with what is left of its ${count} records.`,
    cancel: (count: string) =>
      `Of its ${count} records those that have not begun never do. What is written stays, until it is undone.`,
  },
  views: {
    label: "Views of the backfill",
    sample: "Sample",
    sheet: "Sheet",
    progress: "Progress",
    receipt: "Receipt",
    undo: "Undo",
  },
  build: {
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
  },
  sample: {
    title: "Sample",
    hint: "Really asks the model about some of its records, at random, and writes nothing. The calls are paid.",
    size: "Records",
    ask: (count: number) => `Ask about ${several(count, "record", "records")}`,
    askMore: (count: number) => `Ask about ${several(count, "more record", "more records")}`,
    none: "Nothing was sampled yet",
    noneHint: "Look at some answers beside today's values before you pay for all of them.",
    progress: (answered: number, asked: number, failed: number) =>
      `${countText(answered)} of ${countText(asked)} answered${failed > 0 ? `, ${countText(failed)} failed` : ""}`,
    spent: (all: string, each: string | undefined) =>
      each === undefined ? `${all} spent` : `${all} spent, ${each} a record`,
    record: "Record",
    field: "Field",
    today: "Today",
    answer: "Answer",
    would: "A write would",
    states: {
      waiting: "waits for its turn",
      asking: "is being asked",
      answered: "answered",
      failed: "failed",
      cancelled: "was cancelled",
    },
    blank: "blank",
    hidden: "hidden from us",
    noAnswer: "no answer",
    sure: (share: number) => `${percentText(share)} sure`,
    review: "go to a person",
    decided: (kind: string, why: string) => (kind === "write" ? "write it" : `leave it: ${why}`),
    figures: {
      title: "What would become of the values",
      created: "Created",
      changed: "Changed",
      unchanged: "Unchanged",
      kept: "Kept",
      inReview: "To a person",
      unanswered: "No answer",
    },
    answers: "Answers",
  },
  sheet: {
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
    callsText: (least: number | null, most: number | null) =>
      `${least === null ? "an unknown number" : countText(least)} to ${most === null ? "an unknown number" : countText(most)}`,
    quotaLeft: (left: number | null) =>
      left === null
        ? "What is left of the CRM's day is not known."
        : `${countText(left)} are left of the CRM's day, as of`,
    automations: "CRM automations",
    automationsText: (fields: readonly string[]) =>
      `Which of them read ${fields.join(", ")} is not known: look in the CRM before the start.`,
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
    lowerWrong: "It is more than the sheet says.",
    type: (count: number) => `Type the number of records, ${count}, to sign`,
    start: (count: string, most: string) => `Start ${count} records for at most ${most}`,
    mayNot: "An operator can sign it.",
  },
  progress: {
    ended: (ended: number, of: number) => `${countText(ended)} of ${countText(of)} ended`,
    rate: (perMinute: number) => `${rateText(perMinute)} a minute`,
    left: (seconds: number | null) =>
      seconds === null ? "time left not known" : `${durationText(seconds)} left`,
    figures: { ended: "Ended", rate: "A minute", left: "Time left", spent: "Spent" },
    unknown: "not known",
    waits: (name: string) => waits[name] ?? `It waits for: ${name}.`,
    rests: "Its next step begins",
    states: "Records by state",
    state: "State",
    count: "Records",
    part: "Share",
    spend: "Spend against the sheet",
    spendMarks: {
      spent: "Spent",
      expected: "Expected at this pace",
      likely: "The sheet said (p50)",
      most: "Approved at most",
    },
    amount: "Dollars",
    rateTitle: "Ended a minute, in the last half hour",
    minute: "Minute",
    mostInMinute: (count: number) => `${countText(count)} in the fastest minute`,
    noRate: "None has ended in the last half hour.",
    ramp: "Ramp",
    step: (step: number) => `Step ${step + 1}`,
    stepTitle: "Step",
    steps: {
      passed: "passed",
      running: "under way",
      resting: "done, rests",
      paused: "paused",
      waits: "waits",
      stopped: "never begun",
    },
    gates: "Gates of the last step that ended",
    gatesHint: "Each step is judged by these before the next begins.",
    notJudged: "No step has ended yet. It will be judged by these.",
    gate: "Gate",
    n: "Of",
    value: "Found",
    limit: "At most",
    verdict: "Verdict",
    passed: "passed",
    failed: "did not pass",
    names: {
      failed: "Failed",
      rejected: "Rejected by our checks",
      abstained: "Without any value",
      inReview: "Waiting for a person",
      refused: "Refused by the CRM",
      overridden: "Changed by people since",
      shift: "Shift from today's values",
      cost: "Cost of a record",
    },
    named: ({ gate, output }: GateVerdict): string =>
      gate === "shift" && output !== undefined
        ? `Shift of ${output}`
        : backfillTexts.progress.names[gate],
    found: ({ gate, count }: Pick<GateVerdict, "gate" | "count">) =>
      gate === "cost" ? usdText(count) : gate === "shift" ? percentText(count) : countText(count),
    off: "not judged",
    limitOf: (gate: keyof typeof gateUnits, limit: number) =>
      gateUnits[gate] === "times" ? `${limit} × the sheet's` : percentText(limit),
  },
  receipt: {
    title: "What became of its records",
    what: "Outcome",
    count: "Records",
    part: "Share",
    total: "In all",
    inFlight: (count: number) =>
      `${several(count, "record was", "records were")} being asked or written when it was stopped; these are counted above.`,
    spent: "Spent",
    held: (held: string) =>
      `${held} more is held for calls whose outcome is not known. It stays charged until the vendor proves less.`,
  },
  undo: {
    title: "Undo",
    hint: "Gives each field back the value and the owner that it had, where the value is still ours.",
    nothing: "There is nothing to undo",
    would: (fields: number, of: number) =>
      `${several(fields, "field", "fields")} of ${several(of, "record", "records")} would get back what they had.`,
    samples: "Such as",
    record: "Record",
    field: "Field",
    from: "Now",
    to: "Back to",
    leaves: "These are left as they are",
    why: "Why",
    count: "Fields",
    left: {
      "edited-since": "a person has edited it since",
      "written-since": "another run, or a live change, has written it since: undo that run first",
      undone: "it was undone already",
      pinned: "it is pinned",
      "on-its-way": "an order about it is on its way",
    },
    order: (count: number) => `Undo ${several(count, "field", "fields")}`,
    confirmText: (count: number) =>
      `${several(count, "field goes", "fields go")} back in the CRM to what they had. It is a run of its own, which can be undone.`,
    again: "Look again",
    blank: "blank",
    ordered: "The undo has begun",
    mayNot: "An operator can undo it.",
    runTitle: (id: string) => `Undo ${id}`,
    backTo: (id: string) => `To ${id}`,
    progress: "How far it is",
    state: "State",
    reason: "Why",
    states: {
      waiting: "wait for their turn",
      writing: "are being written",
      done: "are done",
      refused: "were not written",
    },
    cancel: "Cancel it",
    cancelText: (count: number) =>
      `${several(count, "field stays", "fields stay")} as written. What is already back stays so.`,
    takeBack: "Take this undo back",
  },
};

const bases: Readonly<Record<string, (n: number) => string>> = {
  sample: (n) => `Estimated from ${several(n, "answer", "answers")} of the sample.`,
  answers: (n) => `Estimated from ${several(n, "earlier answer", "earlier answers")}.`,
  nothing: () => "Estimated from the length of the texts alone: a sample says more.",
};

const exactness: Readonly<Record<string, string>> = {
  exact: "exactly ",
  "at-least": "at least ",
  "at-most": "at most ",
  about: "about ",
};

const gateUnits = {
  ...{ failed: "share", rejected: "share", abstained: "share", inReview: "share" },
  ...{ refused: "share", overridden: "share", shift: "share", cost: "times" },
} as const;

const waits: Readonly<Record<string, string>> = {
  start: "It waits for somebody to sign its sheet.",
  resume: "It waits for somebody to resume it.",
  rest: "It rests before its next step.",
  budget: "It waits for a budget to have room.",
};

function several(count: number, one: string, more: string): string {
  return `${countText(count)} ${count === 1 ? one : more}`;
}

function records(count: number): string {
  return several(count, "record", "records");
}

function hours(time: number): string {
  return durationText(time * 3600);
}

/** Pure. */
export function durationText(seconds: number): string {
  if (seconds > 0 && seconds < 1) return "less than a second";
  if (seconds < 90) return several(Math.ceil(seconds), "second", "seconds");
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} minutes`;
  return `${(minutes / 60).toFixed(1)} hours`;
}

function rateText(perMinute: number): string {
  return perMinute >= 10 || perMinute === 0
    ? countText(Math.round(perMinute))
    : perMinute.toFixed(1);
}
