const longestWaitMs = 24 * 60 * 60_000;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const inWords =
  /\b(?:retry|try again|wait)\b[^\d.]{0,40}?(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i;

/**
 * How long the other side asks us to stay away: by a header in seconds, as a moment (a date, or seconds
 * or milliseconds since 1970), or by a message in words. At most a day; undefined when there is no such
 * wish, or its moment is past.
 */
export function retryHintMs(
  { header, message }: { header?: string | undefined; message?: string | null | undefined },
  nowMs: number,
): number | undefined {
  const waitMs = fromHeader(header?.trim() ?? "", nowMs) ?? fromWords(message ?? "");
  if (waitMs === undefined || !(waitMs > 0)) return undefined;
  return Math.min(Math.ceil(waitMs), longestWaitMs);
}

function fromHeader(header: string, nowMs: number): number | undefined {
  if (header === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(header)) return fromNumber(Number(header), nowMs);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? fromWords(`wait ${header}`) : atMs - nowMs;
}

// Nobody waits for thirty years: such a number is a moment.
function fromNumber(number: number, nowMs: number): number {
  if (number >= 1e12) return number - nowMs;
  if (number >= 1e9) return number * 1000 - nowMs;
  return number * 1000;
}

function fromWords(text: string): number | undefined {
  const [, amount, unit = ""] = inWords.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const word = unit.toLowerCase();
  const isMs = word.startsWith("ms") || word.startsWith("milli");
  return Number(amount) * (unitMs[isMs ? "ms" : word.slice(0, 1)] ?? 0);
}
