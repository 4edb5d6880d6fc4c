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
  },
  pages: {
    home: "Home",
    records: "Records",
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
    reviews: (count: number) =>
      several(count, "answer waits for a person", "answers wait for a person"),
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
  settings: {
    sessions: {
      title: "Your sessions",
      hint: "Where you are signed in. A session that you do not know should be ended.",
      none: "You came by a token, which has no session.",
      browser: "Browser",
      from: "Address",
      seen: "Last seen",
      expires: "Ends by itself",
      end: "End",
      ended: "The session has ended",
      isThis: "This one",
    },
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
  "cannot-be-written": "the CRM cannot take it",
  withdrawn: "not written, because it was undone",
  abstained: "no answer",
  rejected: "the answer was not taken",
  hidden: "the CRM does not show us the field",
};

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
