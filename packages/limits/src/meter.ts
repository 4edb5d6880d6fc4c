/**
 * How much of a window is left. A rolling window holds a small part of its limit and refills by the rest
 * in its time, so that no such time, wherever it begins, sees more than the limit: neither a vendor's
 * bucket nor its fixed window refuses us. A day's window is full again when its day ends. Amounts are
 * integers of a millionth unit and times are passed in, so that another language counts alike.
 */
export interface Meter {
  /**
   * Of a rolling window: what is left, below zero after a request larger than it holds. Of a day: zero,
   * less what was used, so that a limit that is changed holds at once.
   */
  levelMicro: number;
  /** Of a rolling window: up to when it was refilled. Of a day: when it ends. */
  atMs: number;
}

export type MeterPeriod =
  /** When full it holds one in so many of its limit. */
  | { kind: "rolling"; ms: number; holdsOneIn: number }
  /** When days end, in order. */
  | { kind: "day"; endsMs: readonly number[] };

export interface MeterRule {
  /** Names it among the windows of its scope, also after its limit was changed. */
  id: string;
  unit: string;
  limit: number;
  period: MeterPeriod;
}

const microPerUnit = 1_000_000;
const dayMs = 86_400_000;

export function toMicro(units: number): number {
  return Math.ceil(units) * microPerUnit;
}

/** The level of a full one. */
export function fullMicro({ limit, period }: MeterRule): number {
  return period.kind === "day" ? 0 : limit * (microPerUnit / period.holdsOneIn);
}

export function newMeter(rule: MeterRule, nowMs: number): Meter {
  const { period } = rule;
  const atMs = period.kind === "day" ? dayEnd(period.endsMs, nowMs) : nowMs;
  return { levelMicro: fullMicro(rule), atMs };
}

export function refill(meter: Meter, rule: MeterRule, nowMs: number): Meter {
  const { limit, period } = rule;
  if (period.kind === "day") return nowMs < meter.atMs ? meter : newMeter(rule, nowMs);
  const full = fullMicro(rule);
  const elapsedMs = Math.max(0, nowMs - meter.atMs);
  if (elapsedMs >= msToGain(full - meter.levelMicro, limit, period)) {
    return { levelMicro: full, atMs: Math.max(nowMs, meter.atMs) };
  }
  // Floored: what is lost is less than a millionth unit a call, and never gained.
  const gained = Math.floor(elapsedMs * refillMicroPerMs(limit, period));
  return { levelMicro: meter.levelMicro + gained, atMs: meter.atMs + elapsedMs };
}

/** A request larger than the window holds passes when it is full, and leaves a debt. */
export function waitMsFor(
  { levelMicro, atMs }: Meter,
  needMicro: number,
  { rule, nowMs }: { rule: MeterRule; nowMs: number },
): number {
  const { limit, period } = rule;
  if (period.kind === "day") {
    const allMicro = limit * microPerUnit;
    return Math.min(needMicro, allMicro) <= allMicro + levelMicro ? 0 : atMs - nowMs;
  }
  return msToGain(Math.min(needMicro, fullMicro(rule)) - levelMicro, limit, period);
}

function dayEnd(endsMs: readonly number[], nowMs: number): number {
  return endsMs.find((endMs) => endMs > nowMs) ?? nowMs + dayMs;
}

type RollingPeriod = Extract<MeterPeriod, { kind: "rolling" }>;

function msToGain(micro: number, limit: number, period: RollingPeriod): number {
  return micro <= 0 ? 0 : Math.ceil(micro / refillMicroPerMs(limit, period));
}

export function refillMicroPerMs(limit: number, { ms, holdsOneIn }: RollingPeriod): number {
  return (limit * (microPerUnit - microPerUnit / holdsOneIn)) / ms;
}
