const longestHintMs = 3_600_000;

/**
 * How long the vendor asks us to wait, at most an hour: `retry-after-ms`, `retry-after` (seconds or a
 * date), else the reset of whichever limit has nothing left. Undefined when it does not say. Pure.
 */
export function retryHintMs(headers: Pick<Headers, "get">, nowMs: number): number | undefined {
  const hint =
    milliseconds(headers.get("retry-after-ms"), 1) ??
    milliseconds(headers.get("retry-after"), 1000) ??
    untilDate(headers.get("retry-after"), nowMs) ??
    resetMs(headers);
  return hint === undefined ? undefined : Math.min(Math.ceil(hint), longestHintMs);
}

function milliseconds(text: string | null, unitMs: number): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * unitMs : undefined;
}

function untilDate(text: string | null, nowMs: number): number | undefined {
  // An HTTP date begins with the day of the week; `Date.parse` takes `-3` for one, too.
  const at = text !== null && /^[a-z]{3}/i.test(text.trim()) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

function resetMs(headers: Pick<Headers, "get">): number | undefined {
  const resets = ["requests", "tokens"].flatMap((kind) => {
    const isSpent = headers.get(`x-ratelimit-remaining-${kind}`)?.trim() === "0";
    const reset = parseDurationMs(headers.get(`x-ratelimit-reset-${kind}`));
    return isSpent && reset !== undefined ? [reset] : [];
  });
  return resets.length === 0 ? undefined : Math.max(...resets);
}

const unitsMs = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** `6m0s`, `88ms`, `1h2m3.5s`. */
export function parseDurationMs(text: string | null): number | undefined {
  if (text === null || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text.trim())) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g);
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * unitsMs[unit as keyof typeof unitsMs],
    0,
  );
}
