/**
 * A bucket refills by 95 % of its limit a minute and holds the other 5 %, so that no minute, wherever it
 * begins, sees more than the limit: neither a vendor's bucket nor its fixed window refuses us. Amounts
 * are integers of a millionth unit and times are passed in, so that another language counts alike.
 */
export interface TokenBucket {
  /** Below zero after a request larger than the bucket. */
  levelMicro: number;
  refilledAtMs: number;
}

const microPerUnit = 1_000_000;
const minuteMs = 60_000;

export function toMicro(units: number): number {
  return Math.ceil(units) * microPerUnit;
}

export function capacityMicro(limitPerMinute: number): number {
  return limitPerMinute * (microPerUnit / 20);
}

export function fullBucket(limitPerMinute: number, nowMs: number): TokenBucket {
  return { levelMicro: capacityMicro(limitPerMinute), refilledAtMs: nowMs };
}

export function refill(bucket: TokenBucket, limitPerMinute: number, nowMs: number): TokenBucket {
  const capacity = capacityMicro(limitPerMinute);
  const elapsedMs = Math.max(0, nowMs - bucket.refilledAtMs);
  const missing = capacity - bucket.levelMicro;
  if (elapsedMs >= msToGain(missing, limitPerMinute)) {
    return { levelMicro: capacity, refilledAtMs: Math.max(nowMs, bucket.refilledAtMs) };
  }
  // Floored: what is lost is less than a millionth unit a call, and never gained.
  const gained = Math.floor(elapsedMs * refillMicroPerMs(limitPerMinute));
  return { levelMicro: bucket.levelMicro + gained, refilledAtMs: bucket.refilledAtMs + elapsedMs };
}

/** A request larger than the bucket passes when the bucket is full, and leaves a debt. */
export function waitMsFor(bucket: TokenBucket, needMicro: number, limitPerMinute: number): number {
  const wanted = Math.min(needMicro, capacityMicro(limitPerMinute));
  return msToGain(wanted - bucket.levelMicro, limitPerMinute);
}

function msToGain(micro: number, limitPerMinute: number): number {
  return micro <= 0 ? 0 : Math.ceil(micro / refillMicroPerMs(limitPerMinute));
}

function refillMicroPerMs(limitPerMinute: number): number {
  return (limitPerMinute * (microPerUnit - microPerUnit / 20)) / minuteMs;
}
