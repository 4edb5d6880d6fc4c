const units: readonly (readonly [word: RegExp, ms: number])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/i, 1],
  [/^(?:s|secs?|seconds?)$/i, 1000],
  [/^(?:m|mins?|minutes?)$/i, 60_000],
  [/^(?:h|hrs?|hours?)$/i, 3_600_000],
  [/^(?:d|days?)$/i, 86_400_000],
];

const amount = /^(\d+(?:\.\d+)?)\s*([a-z]+)[\s,]*(?:and\s+)?/i;

/**
 * The duration with which a text begins: `6m0s`, `88ms`, `34.4s`, `20 seconds`, `1 hour and 5 minutes`.
 * Undefined where it begins otherwise. Pure.
 */
export function leadingDurationMs(text: string): number | undefined {
  let rest = text.trimStart();
  let sumMs: number | undefined;
  for (;;) {
    const [whole, count, word] = amount.exec(rest) ?? [];
    const unit = units.find(([pattern]) => pattern.test(word ?? ""));
    if (whole === undefined || unit === undefined) return sumMs;
    sumMs = (sumMs ?? 0) + Number(count) * unit[1];
    rest = rest.slice(whole.length);
  }
}

/** A text that is a duration and nothing else. Pure. */
function durationMs(text: string): number | undefined {
  const isDuration = /^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/i.test(text.trim());
  return isDuration ? leadingDurationMs(text) : undefined;
}

// Nobody waits for thirty years: larger numbers are the time of day in seconds or milliseconds.
const leastEpochS = 1_000_000_000;
const leastEpochMs = 1_000_000_000_000;

const isoDate = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;
const httpDate = /^[a-z]{3,9},? /i;

/**
 * How long it is until what a header says: a number (of `unitMs` each, or the seconds or milliseconds
 * since 1970), a duration, or a date. Of several numbers, as a header that is sent twice arrives, the
 * largest. What is past is 0. Undefined when it says nothing. Pure.
 */
export function untilMs(
  text: string,
  { unitMs, nowMs }: { unitMs: number; nowMs: number },
): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?)*$/.test(trimmed)) {
    const numbers = trimmed.split(",").map(Number);
    return Math.max(...numbers.map((value) => ofNumber(value, { unitMs, nowMs })));
  }
  return durationMs(trimmed) ?? untilDateMs(trimmed, nowMs);
}

function ofNumber(value: number, { unitMs, nowMs }: { unitMs: number; nowMs: number }): number {
  if (value >= leastEpochMs) return Math.max(0, value - nowMs);
  if (value >= leastEpochS) return Math.max(0, value * 1000 - nowMs);
  return value * unitMs;
}

/** Only what has the look of a date: `Date.parse` takes `-3` for one, too. */
export function untilDateMs(text: string, nowMs: number): number | undefined {
  if (!isoDate.test(text) && !httpDate.test(text)) return undefined;
  const isWithoutZone = isoDate.test(text) && !/(?:z|utc|gmt|[+-]\d{2}:?\d{2})$/i.test(text);
  const at = Date.parse(isWithoutZone ? `${text}Z` : text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
