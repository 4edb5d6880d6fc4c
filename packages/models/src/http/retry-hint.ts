import { leadingDurationMs, untilDateMs, untilMs } from "./moments.ts";
import { type HeaderEntries, type VendorLimit, vendorLimits } from "./vendor-limits.ts";

/** All of a refusal that may say when to come back. */
export interface Refusal {
  /** Names in lower case. */
  headers: HeaderEntries;
  message?: string | undefined;
  /** What its body gives as a time to wait: a number of seconds, or a text such as `34.4s`. */
  told?: readonly (string | number)[];
  /** Its codes, such as the id of the quota that is used up. */
  words?: readonly string[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * How long a vendor asks us to stay away: its `retry-after` headers, what its body says, its words,
 * and last the reset of whichever of its limits has nothing left. A limit is waited for an hour at
 * most, one of a day at most a day. Undefined when it does not say. Pure.
 */
export function retryHintMs(refusal: Refusal, nowMs: number): number | undefined {
  const headers = new Map(refusal.headers);
  const spent = vendorLimits(headers, nowMs).filter(({ remaining }) => remaining === 0);
  const hints = [
    ...headerHints(headers, nowMs),
    ...(refusal.told ?? []).map((text) => untilMs(`${text}`, { unitMs: 1000, nowMs })),
    hintInWords(refusal.message ?? "", nowMs),
    latest(spent),
  ].filter((hint) => hint !== undefined);
  // Some send 0 beside words that say how long.
  const hintMs = hints.find((hint) => hint > 0) ?? hints[0];
  if (hintMs === undefined) return undefined;
  return Math.min(Math.ceil(hintMs), isOfDay(refusal, spent) ? dayMs : hourMs);
}

const hintHeaders: readonly (readonly [name: string, unitMs: number])[] = [
  ["retry-after-ms", 1],
  ["x-ms-retry-after-ms", 1],
  ["retry-after", 1000],
  ["x-retry-after", 1000],
  ["x-ratelimit-retry-after", 1000],
];

function headerHints(headers: ReadonlyMap<string, string>, nowMs: number): (number | undefined)[] {
  return hintHeaders.map(([name, unitMs]) => {
    const text = headers.get(name);
    return text === undefined ? undefined : untilMs(text, { unitMs, nowMs });
  });
}

const cue = "(?:try(?:ing)?\\s+again|retry(?:ing)?|wait|available|resets?)";
const untilDuration = new RegExp(`\\b${cue}\\b[^\\d.;]{0,30}?(?=\\d)`, "gi");
const untilDate = new RegExp(
  `\\b${cue}\\b[^\\d.;]{0,30}?(\\d{4}-\\d{2}-\\d{2}[T ][\\d:.]+ ?(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2}))`,
  "i",
);

/** `Please try again in 6m0s`, `retry after 20 seconds`, `Limit resets at: 2026-01-01 00:00:07 UTC`. */
function hintInWords(message: string, nowMs: number): number | undefined {
  const [, date] = untilDate.exec(message) ?? [];
  if (date !== undefined) return untilDateMs(date.replace(/ ?(?:UTC|GMT)$/i, "Z"), nowMs);
  for (const { 0: match, index } of message.matchAll(untilDuration)) {
    const hint = leadingDurationMs(message.slice(index + match.length, index + match.length + 60));
    if (hint !== undefined) return hint;
  }
  return undefined;
}

function latest(spent: readonly VendorLimit[]): number | undefined {
  const resets = spent.flatMap(({ resetMs }) => resetMs ?? []);
  return resets.length === 0 ? undefined : Math.max(...resets);
}

function isOfDay({ message = "", words = [] }: Refusal, spent: readonly VendorLimit[]): boolean {
  return (
    words.some((word) => word.includes("per_day")) ||
    /\bper[- ]?day\b|\bdaily\b|\b[rt]pd\b|(?:per|by)day/i.test(message) ||
    spent.some(({ of }) => /\bday\b/.test(of))
  );
}
