import { because } from "./words.ts";

/** The texts of Operations. */
export const operationsTexts = {
  holds: {
    title: "Holds",
    hint: "What people have paused. Nothing of it begins until it is lifted, and nothing is lost.",
    none: "Nothing is held",
    what: "What",
    since: "Since",
    order: "Order",
    lift: "Let it go on",
    liftNamed: (scope: string, target: string) => `Let it go on: ${target === "" ? scope : target}`,
    pauseNamed: (scope: string, target: string) => `Pause ${target === "" ? scope : target}`,
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
      record: "A record",
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
  parked: {
    title: "Parked records",
    hint: "They changed again after each of our writes, as an automation of the CRM does. Nothing of them is asked or written until somebody lets them go on.",
    none: "No record is parked",
    record: "Record",
    why: "Why",
    since: "Since",
    order: "Order",
    lift: "Let it go on",
    liftNamed: (record: string) => `Let it go on: ${record}`,
    lifted: "It goes on",
  },
  freshness: {
    hint: "Whether live changes are written as soon as promised, and what those that are late wait for.",
    none: "No enrichment is released",
    enrichment: "Enrichment",
    promise: "Promise",
    promised: (promise: string, state: string) => `${promise}: ${state}`,
    noPromise: "none",
    goesOn: "goes on",
    burn: "Burn, 5 min and 1 h",
    burnt: (short: number | null, long: number | null) => `${pace(short)}, ${pace(long)}`,
    overdue: "Overdue",
    waitsFor: "They wait for",
    state: "State",
    order: "Order",
  },
  backfills: {
    title: "Backfills under way",
    none: "No backfill is under way",
    backfill: "Backfill",
    enrichment: "Enrichment",
    state: "State",
    underWay: "Under way",
    waiting: "Not begun",
    spent: "Spent",
    order: "Order",
  },
  standing: {
    open: "open",
    closed: (why: string | null) => `closed${because(why ?? undefined)}; opens`,
    rests: (why: string | null) => `rests${because(why ?? undefined)}; goes on`,
    halfOpen: (why: string | null) => `half-open${because(why ?? undefined)}; a check decides`,
    held: {
      paused: (by: string, over: string | null) => `paused by ${by}${together(over)}`,
      killed: (by: string, over: string | null) => `killed by ${by}${together(over)}`,
    },
  },
  lanes: {
    title: "Lanes",
    hint: "The ways to the models: what waits and is being asked, and whether the provider takes calls.",
    none: "No model has been asked yet",
    lane: "Lane",
    state: "State",
    waiting: "Waiting",
    active: "Asked now",
    oldest: "Waits longest",
    nothing: "none",
    rate: "Calls a minute",
    ofLimit: (percent: string, unit: string, per: string) =>
      `${percent} of ${units[unit] ?? unit} a ${per}`,
    noLimit: "no limit told",
    queues: "The raw queues in bull-board, to be looked at",
    noQueues: "This line keeps its queues in PostgreSQL; there are no raw queues to look at.",
    order: "Order",
  },
  connections: {
    title: "Connections",
    hint: "Whether each CRM takes calls, how many of its day are used, as its last reply said, what we keep within, and how fields are written. A fast write may overwrite what a person edits between its read and the CRM's reply. Of guarded writes, Salesforce refuses those, and HubSpot's records are read once more before.",
    none: "No connection has been read yet",
    connection: "Connection",
    state: "State",
    quota: "Calls of the day",
    quotaUnknown: "not known: the CRM has not said",
    usedOf: (used: string, limit: string, percent: string) => `${used} of ${limit} (${percent})`,
    usedOfUnknown: (used: string) => `${used}; the limit is not known`,
    floor: (stop: string, percent: number) =>
      `We stop at ${stop}: ${percent} % of the day is kept for other integrations.`,
    seen: "as said",
    links: "Linked companies",
    limits: "Limits",
    writes: "Writes",
    order: "Order",
  },
  reading: {
    title: "Reading",
    hint: "What changed in a CRM before the time under “Read up to” has been read.",
    none: "No connection has been read yet",
    connection: "Connection",
    object: "Records",
    complete: "Read up to",
    history: "the first reading goes on",
    further: "Came further",
  },
  log: {
    title: "The log",
    hint: "Events that have been published and not yet been handled.",
    none: "Nobody follows the log yet",
    reader: "Who follows",
    readers: (name: string) => logReaders[name] ?? name,
    topic: "What",
    topics: (name: string) => logTopics[name] ?? name,
    behind: "Events behind",
    counted: "Counted",
  },
  weather: {
    title: "Models",
    hint: "How the calls of the last hour went. Shares of limits are those of the last minute, or of the provider’s day; costs are since midnight UTC.",
    none: "No model has been asked yet",
    model: "Model",
    state: "State",
    order: "Order",
    account: (name: string, why: string) => `${name}: ${why}`,
    calls: "Calls",
    failed: "Failed",
    mostly: (why: string) => `mostly ${why}`,
    half: "Half within",
    most: "95% within",
    seconds: (text: string) => `${text} s`,
    nothing: "none",
    limits: "Limits used",
    noLimits: "none told",
    used: (unit: string, per: string, percent: string) =>
      `${percent} of ${units[unit] ?? unit} a ${per}`,
    cost: "Cost today",
    atLeast: (text: string) => `${text} or more`,
  },
  budgets: {
    title: "Budgets",
    hint: "Held money is reserved for calls whose outcome is not known yet. What is projected goes on at the pace of the last half hour.",
    none: "There is no budget",
    budget: "Budget",
    used: "Used",
    usedOf: (scope: string, percent: string) => `${scope}: ${percent} used`,
    spent: "Charged",
    held: "Held (calls)",
    limit: "Limit",
    burn: "An hour",
    notYet: "not known yet",
    notKnown: "not known",
    atEnd: "Projected",
    empty: "used up",
    ends: "at its end,",
    bills: "Vendors' bills",
  },
  trends: {
    title: "The last half hour",
    hint: "As the API has looked at it every ten seconds; a restart begins anew.",
    waiting: "Waiting, by lane",
    active: "Being asked, by lane",
    behind: "Events behind, by who follows",
    spent: "Spent a minute",
    allCalls: "all calls",
    reader: (name: string) => {
      const [reader = "", topic = ""] = name.split(" ");
      return `${logReaders[reader] ?? reader}, ${logTopics[topic] ?? topic}`;
    },
    time: "Time",
    nothing: "Nothing yet",
    unknown: "not known",
  },
};

const units: Readonly<Record<string, string>> = {
  requests: "requests",
  "input-tokens": "tokens in",
  "output-tokens": "tokens out",
};

const logReaders: Readonly<Record<string, string>> = {
  planner: "the planner",
  writer: "the writer",
};

const logTopics: Readonly<Record<string, string>> = {
  "crm.record-changed": "changes of records",
  "enrichment.completed": "answers",
};

function pace(burn: number | null): string {
  return burn === null ? "–" : `${burn.toFixed(1)}×`;
}

function together(over: string | null): string {
  return over === null ? "" : `, with ${over === "" ? "everything" : over}`;
}
