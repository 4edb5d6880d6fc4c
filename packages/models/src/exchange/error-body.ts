/** What the body of an error says, whichever of its many shapes it has. */
export interface ErrorBody {
  /** Its codes, types and tell-tale keys, outermost first, in one spelling: `rate_limit_exceeded`. */
  words: readonly string[];
  /** The first of them, as the vendor writes it. */
  label: string | undefined;
  /** The parameter that it is about. */
  param: string | undefined;
  message: string;
  /** Gateways pass on the status of the vendor behind them. */
  status: number | undefined;
  /** Times to wait, as written. */
  waits: readonly (string | number)[];
  /** Gateways pass on the headers of the vendor behind them; names in lower case. */
  headers: readonly (readonly [name: string, value: string])[];
}

type Fields = Readonly<Record<string, unknown>>;

interface Findings {
  names: string[];
  params: string[];
  messages: string[];
  statuses: number[];
  waits: (string | number)[];
  headers: [name: string, value: string][];
  /** Objects and texts that may still be looked into. */
  nodesLeft: number;
}

const maxDepth = 8;
const maxNodes = 100;
const maxMessageChars = 2000;

/**
 * Reads `{error: {…}}`, `{error: "…", code}`, `[{error}]`, `{message, code}`, `{detail}`, and what
 * gateways wrap around those: another vendor's error inside, also as JSON in a text. Pure.
 */
export function readErrorBody(body: unknown): ErrorBody {
  const found: Findings = {
    ...{ names: [], params: [], messages: [], statuses: [], waits: [], headers: [] },
    nodesLeft: maxNodes,
  };
  visit(body, found, 0);
  const sentences = found.names.filter(isSentence);
  return {
    words: [...new Set(found.names.map(toWord))],
    label: found.names.find(
      (name) => /[a-z]/i.test(name) && !saysNothing.has(name) && !isSentence(name),
    ),
    param: found.params[0],
    message: [...new Set([...found.messages, ...sentences])].join(": ").slice(0, maxMessageChars),
    status: found.statuses[0],
    waits: found.waits,
    headers: found.headers,
  };
}

const saysNothing = new Set(["error", "failure"]);

function visit(value: unknown, found: Findings, depth: number): void {
  found.nodesLeft -= 1;
  if (depth > maxDepth || found.nodesLeft < 0) return;
  if (typeof value === "string") visitText(value, found, depth);
  else if (Array.isArray(value)) for (const item of value) visit(item, found, depth + 1);
  else if (isObject(value)) visitFields(value, found, depth);
}

function visitText(text: string, found: Findings, depth: number): void {
  const trimmed = text.trim();
  // A page is for people, and its words are not the vendor's.
  if (trimmed === "" || trimmed.startsWith("<")) return;
  for (const [, name = ""] of trimmed.matchAll(/\blitellm\.(\w+)/g)) found.names.push(name);
  const start = trimmed.search(/[[{]/);
  const inner = start < 0 ? undefined : parsed(trimmed.slice(start));
  const said = inner === undefined ? trimmed : trimmed.slice(0, start);
  if (said !== "") found.messages.push(decoded(said).replace(/\s+/g, " ").trim());
  if (inner !== undefined) visit(inner, found, depth + 1);
}

function visitFields(fields: Fields, found: Findings, depth: number): void {
  for (const key of nameKeys) noteName(fields[key], found);
  for (const [key, note] of notes) {
    if (fields[key] !== undefined && fields[key] !== null) note(fields[key], found);
  }
  for (const [key, value] of Object.entries(fields)) {
    if (isText(value) ? messageKeys.has(key) : !unread.has(key)) visit(value, found, depth + 1);
  }
}

function isText(value: unknown): boolean {
  const isString = (one: unknown) => typeof one === "string";
  return isString(value) || (Array.isArray(value) && value.every(isString));
}

/** Most informative first. */
const nameKeys = [
  ...["code", "error_code", "type", "error_type", "status", "status_code", "statusCode"],
  "__type",
  ...["reason", "quotaId"],
];
const messageKeys = new Set([
  ...["message", "msg", "detail", "error", "errors", "raw", "title", "description"],
  ...["faultstring", "reasons"],
  ...["error_message", "error_msg", "error_description", "status_msg"],
]);
/** Objects that are about something else. */
const unread = new Set(["headers", "choices", "output", "usage", "input", "ctx"]);

type Note = (value: unknown, found: Findings) => void;

const noteWait: Note = (wait, { waits }) => {
  if (typeof wait === "string" || typeof wait === "number") waits.push(wait);
  // As protocol buffers write a duration.
  else if (isObject(wait) && typeof wait.seconds === "number") waits.push(wait.seconds);
};

const notes: readonly (readonly [key: string, note: Note])[] = [
  ["param", (param, { params }) => void (typeof param === "string" && params.push(param))],
  // FastAPI: where in the body the rejected value is.
  ["loc", (loc, { params }) => void (Array.isArray(loc) && params.push(pathOf(loc)))],
  ["retryDelay", noteWait],
  ["retry_after", noteWait],
  ["retryAfter", noteWait],
  ["retry_after_seconds", noteWait],
  ["flagged_input", (_, { names }) => void names.push("flagged_input")],
  ["failed_generation", (_, { names }) => void names.push("failed_generation")],
  [
    "reasons",
    (reasons, { names }) => {
      if (Array.isArray(reasons) && reasons.length > 0) names.push("flagged_input");
    },
  ],
  [
    "headers",
    (headers, found) => {
      if (!isObject(headers)) return;
      for (const [name, value] of Object.entries(headers)) {
        found.headers.push([name.toLowerCase(), String(value)]);
      }
    },
  ],
];

function noteName(name: unknown, { names, statuses }: Findings): void {
  if (typeof name !== "string" && typeof name !== "number") return;
  const asNumber = name === "" ? 0 : Number(name);
  if (asNumber >= 400 && asNumber < 600) statuses.push(asNumber);
  // 0 and 200 mean success.
  else if (asNumber !== 0 && asNumber !== 200) names.push(`${name}`.slice(0, 200));
}

function pathOf(steps: readonly unknown[]): string {
  return steps.filter((step) => step !== "body").join(".");
}

/** xAI's codes are sentences. */
function isSentence(name: string): boolean {
  return /\w \w+ \w/.test(name);
}

/** `RateLimitError`, `Throttling.RateQuota` and `rate-limit` in the spelling of most. */
function toWord(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Braces occur in prose, too.
    return undefined;
  }
}

/** xAI has percent-encoded its messages. */
function decoded(text: string): string {
  if (!text.includes("%20")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Then the percent signs are its own.
    return text;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
