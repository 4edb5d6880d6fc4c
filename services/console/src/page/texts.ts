/** Every text of the console, so that another language is a file of this form. What the API says in words comes from the API. */

const several = (count: number, one: string, more: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

export const texts = {
  language: "en",
  common: {
    product: "Fieldwork",
    menu: "Menu",
    close: "Close",
    clear: "Clear",
    unknown: "unknown",
    justNow: "just now",
    soon: "within a minute",
    cancel: "Cancel",
    sentence: (words: string) => capital(words),
  },
  pages: {
    home: "Home",
    records: "Records",
    reviews: "Reviews",
    backfills: "Backfills",
    operations: "Operations",
    deadLetters: "Dead letters",
    enrichments: "Enrichments",
    audit: "Audit",
    settings: "Settings",
  },
  states: {
    loading: "Loading",
    failed: "This could not be read",
    notDone: "That was not done",
    unreachable: "Fieldwork cannot be reached. It may be restarting, or the network is down.",
    tryAgain: "Try again",
    stale: (why: string) => `What you see is from before: it could not be read again. ${why}`,
    forbidden: "You may not see this",
    forbiddenHint: (why: string) => `${why}. An admin can grant it to you under Settings, People.`,
    noPage: "There is no such page",
    noPageHint: "The address may be mistyped, or from another version.",
  },
  account: {
    appearance: "Appearance",
    schemes: { light: "Light", dark: "Dark", auto: "As the system" },
    signOut: "Sign out",
  },
  signIn: {
    title: "Sign in",
    email: "E-mail address",
    password: "Password",
    showPassword: "Show the password",
    signIn: "Sign in",
  },
  welcome: {
    firstAdmin: "Welcome to Fieldwork",
    hello: (name: string) => `Welcome, ${name}`,
    name: "Your name",
    newPassword: "New password",
    hints: {
      "first-admin": "You become the first admin and may do everything, also invite others.",
      invitation: "Choose a password. Your other sessions end.",
      "sign-in": "This link signs you in on this computer, once.",
    },
    accept: {
      "first-admin": "Become the admin",
      invitation: "Set the password",
      "sign-in": "Go to the console",
    },
    noLink: "This link does not work",
    noLinkHint:
      "Links work once and for a short time. Ask an admin for a new one, or sign in with your password.",
  },
  holds: {
    banner: "People hold something, so not everything goes on",
    one: ({ scope, target, action, heldBy, why }: HeldView) =>
      `${scope === "everything" ? "Everything" : `${capital(scope)} ${target}`} is ${action} by ${heldBy}${why ? `: ${why}` : ""}`,
  },
  home: {
    needsYou: "What needs you now",
    nothing: "Nothing needs you now",
    nothingHint: "Live changes are written as promised, and nothing waits for a person.",
    freshness: "Freshness",
    noObjectives: "No enrichment promises how soon changes are written.",
    freshnessKept: "kept",
    freshnessMissed: "missed",
    objective: (share: number, within: string) =>
      `${Math.round(share * 1000) / 10} % within ${within}`,
    overdue: (count: number) => several(count, "change overdue", "changes overdue"),
    burn: (short: number | null, long: number | null) =>
      `Used up at ${rate(short)} the promised pace in the last 5 minutes, ${rate(long)} in the last hour`,
    reviews: (count: number, hasMore: boolean) =>
      `${hasMore ? "More than " : ""}${several(count, "answer waits for a person", "answers wait for a person")}`,
    deadLetters: (count: number, cause: string) =>
      `${several(count, "dead letter", "dead letters")}: ${cause}`,
    budget: (scope: string, percent: string, limit: string) =>
      `The budget ${scope} is ${percent} used of ${limit}`,
    backfill: (id: string, why: string) => `The backfill ${id} ${why}`,
    backfillStopped: (gate: string) => `paused itself: ${gate}`,
    replay: (id: string, state: string) => `The replay ${id} is ${state} and waits for its go`,
    line: "The line",
    working: "being worked on",
    waitsForMoney: "waiting for money",
    waitsForCrm: "waiting for the CRM",
    finished: "finished",
    total: "wanted in all",
  },
  records: {
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
  },
  record: {
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
  },
  timeline: {
    title: "What happened",
    hint: "The newest first. Choose a line for its details.",
    none: "Nothing has happened yet",
    more: "Show earlier",
    changed: "The record changed in the CRM",
    deleted: "The record was deleted in the CRM",
    wanted: (enrichment: string, by: string) =>
      `${enrichment} was wanted by ${by === "live" ? "the change" : by}`,
    called: (model: string, outcome: string | undefined, cost: string | undefined) =>
      `${model} was asked: ${outcome === undefined ? "no outcome yet" : (outcomes[outcome] ?? said(outcome))}${cost === undefined ? "" : `, ${cost}`}`,
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
    reviewClosed: (field: string, as: string) =>
      `${field} no longer waits for a person: ${said(as)}`,
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
  },
  reviews: {
    none: "Nothing waits for a person",
    noneHint: "Answers appear here when they are too unsure, or differ from what a person wrote.",
    connection: "Connection",
    field: "Field",
    any: "All",
    queue: "Waiting",
    place: (place: number, count: number, hasMore: boolean) =>
      `${place} of ${count}${hasMore ? " and more" : ""}`,
    because: (why: string) => `It waits because ${why}.`,
    openRecord: "Open the record",
    outdated: "superseded",
    outdatedHint:
      "The record has changed since: a newer answer is on its way and will replace this one. It cannot be approved.",
    taken: "Somebody else is looking at this one.",
    answer: "The answer",
    by: (provider: string | null, model: string | null) =>
      model === null ? "from an answer that was not kept" : `${provider}/${model}`,
    inCrm: "In the CRM",
    inCrmHint: "Kept, it is a person's.",
    other: "Something else",
    otherHint: "Say what it should be. It is a person's from then on, and makes a labelled case.",
    approve: "Take it",
    keep: "Keep it",
    correct: "Correct",
    reject: "Reject the answer",
    pin: "Pin the field",
    keys: {
      title: "Keys",
      all: [
        ["1", "Take the answer"],
        ["2", "Keep what is in the CRM"],
        ["3", "Write something else"],
        ["r", "Reject the answer, leave the field as it is"],
        ["p", "Pin the field as it is"],
        ["→ or j", "Next"],
        ["← or k", "Previous"],
        ["?", "This sheet"],
      ],
    },
    bulk: {
      open: "Decide about all",
      title: "Decide about all that match",
      decision: "Decision",
      kinds: { approve: "Take the answers", keep: "Keep the CRM's", reject: "Reject" },
      would: (count: number, kind: "approve" | "keep" | "reject") =>
        `${several(count, "answer", "answers")} would be ${past[kind]}. Some of them:`,
      sample: (record: string, field: string, { value, seenValue }: Seen) =>
        `${record}, ${field}: ${seenValue ?? "blank"} → ${value ?? "blank"}`,
      refused: (count: number, why: string) =>
        `${several(count, "other is", "others are")} left: ${why}`,
      order: (count: number, kind: "approve" | "keep" | "reject") =>
        `${capital(imperative[kind])} ${count.toLocaleString("en")}`,
      done: (count: number) => `${several(count, "order is", "orders are")} on the way to the CRM`,
    },
    acceptance: {
      title: "Acceptance",
      hint: "How often people took the answers in the last 30 days, with the interval in which the share lies with 95 %.",
      none: "Nothing has been decided in the last 30 days",
      field: "Field",
      model: "Model",
      version: "Prompt version",
      decided: "Decided",
      corrected: "Corrected",
      accepted: "Accepted",
      share: (share: string, low: string, high: string) => `${share} (${low} to ${high})`,
    },
  },
  operations: {
    holds: {
      title: "Holds",
      hint: "What people have paused. Nothing of it begins until it is lifted, and nothing is lost.",
      none: "Nothing is held",
      what: "What",
      since: "Since",
      order: "Order",
      lift: "Let it go on",
      lifted: "It goes on",
      placed: "It is held",
      scope: "What to hold",
      target: "Its name",
      scopes: {
        everything: "Everything",
        connection: "A connection",
        enrichment: "An enrichment",
        model: "A model",
        backfill: "A backfill",
      },
      pause: "Pause",
      kill: "Kill",
      why: "Why, for the others",
      confirm: {
        paused: (scope: string, target: string) => `Pause ${target === "" ? scope : target}?`,
        killed: (scope: string, target: string) => `Kill ${target === "" ? scope : target}?`,
      },
      meaning: {
        paused: "Within a second nothing of it begins. What is under way ends as it would.",
        killed:
          "Within a second nothing of it begins, and calls under way are ended: their money stays charged.",
      },
      actions: { paused: "Pause", killed: "Kill" },
    },
    lanes: {
      title: "Lanes",
      hint: "The ways to the models: what waits and is being asked, and whether the provider takes calls.",
      none: "Nothing is with the models now, and all of them are open",
      lane: "Lane",
      state: "State",
      open: "open",
      closed: (why: string | null) => `closed${why === null ? "" : `: ${why}`}, until`,
      waiting: "Waiting",
      active: "Asked now",
      oldest: "Waits longest",
      nothing: "none",
    },
    connections: {
      title: "Connections",
      hint: "How far each is read.",
      none: "No connection has been read yet",
      connection: "Connection",
      object: "Records",
      read: "Reading came further",
      state: "State",
      open: "open",
      rests: (why: string) => `rests: ${why}, until`,
    },
    budgets: {
      title: "Budgets",
      hint: "Held money is reserved for calls whose outcome is not known yet.",
      none: "There is no budget",
      budget: "Budget",
      used: "Used",
      usedOf: (scope: string, percent: string) => `${scope}: ${percent} used`,
      spent: "Charged",
      held: "Held (calls)",
      limit: "Limit",
    },
  },
  deadLetters: {
    none: "Nothing has failed for good",
    noneHint: "What fails is tried again by itself; what cannot succeed ends here, by its cause.",
    capped: "There are more causes than are shown.",
    place: (enrichment: string, connection: string, records: string) =>
      `${enrichment} on ${records.toLowerCase()} of ${connection}`,
    events: (topic: string, group: string | null) =>
      group === null
        ? `Events of ${topic}`
        : `Events of ${topic} that the ${group} could not handle`,
    count: (count: number) => several(count, "dead letter", "dead letters"),
    failedAnew: (count: number) => `${count.toLocaleString("en")} failed again in a replay`,
    first: "first",
    last: "last",
    replayFive: "Replay five",
    replayAll: (count: string) => `Replay all ${count}`,
    replay: "Replay",
    replayed: "The replay has begun",
    replayTitle: (count: number) => `Replay ${several(count, "dead letter", "dead letters")}?`,
    fiveMeaning: "Five go first. The others wait until you let them follow.",
    allMeaning:
      "Five go first. If all of them succeed the others follow by themselves, 60 a minute.",
    discard: "Discard",
    discarded: "They have ended for good",
    discardTitle: (count: number) => `Discard ${several(count, "dead letter", "dead letters")}?`,
    discardMeaning: "They end for good, and the fields stay as they are. The reason is kept.",
    why: "Why",
  },
  replays: {
    title: "Replays",
    hint: "Everybody sees how they go.",
    none: "Nothing has been replayed yet",
    cause: "Cause",
    state: "State",
    states: {
      trying: "the first ones go",
      tried: "waits for its go",
      going: "goes on",
      paused: "paused",
      done: "done",
      cancelled: "cancelled",
    },
    sent: "Sent",
    waiting: "Waiting",
    success: "Succeed",
    notYet: "none yet",
    by: "By",
    at: "When",
    order: "Order",
    changes: { resume: "Let it go on", pause: "Pause", cancel: "Cancel" },
  },
  backfills: {
    none: "No backfill yet",
    noneHint:
      "A backfill wants an enrichment for many records at once: npx fieldwork backfill create.",
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
    spent: (spent: string) => `${spent} spent; it has no limit of its own`,
    spentOf: (spent: string, most: string) => `${spent} spent of at most ${most}`,
    records: (count: string) => `${count} records`,
    parts: {
      written: "written",
      unchanged: "unchanged",
      kept: "kept a person's value",
      inReview: "wait for a person",
      unanswered: "without an answer",
      skipped: "skipped",
      failed: "failed",
      underWay: "under way",
    },
    orders: { start: "Start", pause: "Pause", resume: "Resume", cancel: "Cancel it" },
    confirm: (order: string, id: string) => `${order}: ${id}?`,
    meaning: {
      start: (count: string) =>
        `It is about ${count} records. Its first step begins within seconds.`,
      pause: (count: string) => `What is under way of its ${count} records is held, too.`,
      resume: (count: string) => `It goes on with what is left of its ${count} records.`,
      cancel: (count: string) => `Of its ${count} records those that have not begun never do.`,
    },
  },
  audit: {
    order: "Order",
    orderHint: "Such as hold.place",
    none: "No such order was given",
    at: "When",
    by: "Who",
    subject: "What it is about",
    after: "Since then",
  },
};

interface HeldView {
  scope: string;
  target: string;
  action: string;
  heldBy: string;
  why: string | null;
}

const objects: Readonly<Record<string, string>> = { company: "Companies", contact: "Contacts" };

const decisions: Readonly<Record<string, string>> = {
  write: "to be written",
  unchanged: "nothing to write",
  "human-value": "a person's value was kept",
  "cleared-by-person": "left blank, as a person wants it",
  policy: "not allowed by the field's policy",
  pinned: "kept as it is, because it is pinned",
  "changed-since": "not written, because the value has changed since",
  stale: "not written, because a newer answer was",
  "low-confidence": "a person is asked",
  "formula-like": "a person is asked, because it begins like a formula",
  "cannot-be-written": "the CRM cannot take it",
  withdrawn: "not written, because it was undone",
  abstained: "no answer",
  rejected: "the answer was not taken",
  hidden: "the CRM does not show us the field",
};

const past = { approve: "taken", keep: "left as the CRM has it", reject: "rejected" } as const;
const imperative = { approve: "take", keep: "keep", reject: "reject" } as const;

interface Seen {
  value: string | null;
  seenValue: string | null;
}

const outcomes: Readonly<Record<string, string>> = {
  clean: "it answered",
  "partly-rejected": "it answered, and our checks did not take all of it",
  "all-rejected": "our checks took nothing of its answer",
  unreadable: "its reply could not be read",
};

const replies: Readonly<Record<string, string>> = {
  open: "has not replied yet",
  settled: "has written it",
  refused: "has refused it",
  abandoned: "was not asked in the end",
};

const states: Readonly<Record<string, string>> = {
  written: "written",
  previewed: "previewed only",
  skipped: "left as it is",
  superseded: "nothing to ask any more",
  dead: "failed for good",
  review: "waits for a person",
};

/** A code as words. */
function said(code: string): string {
  return code.replaceAll(/[-_]/g, " ");
}

function because(why: string | undefined): string {
  return why === undefined ? "" : `: ${why}`;
}

function short(text: string): string {
  const shownChars = 80;
  return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text;
}

function quoted(value: string | undefined): string {
  return value === undefined ? "blank" : `“${short(value)}”`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function rate(burn: number | null): string {
  return burn === null ? "no" : `${burn.toFixed(1)}×`;
}
