/**
 * How much of a window is left. A rolling window refills by 97.5 % of its limit in its time and holds the
 * other 2.5 %, so that no such time, wherever it begins, sees more than the limit: neither a vendor's
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
  | { kind: "rolling"; ms: number }
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
  return period.kind === "day" ? 0 : limit * (microPerUnit / 40);
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
  if (elapsedMs >= msToGain(full - meter.levelMicro, limit, period.ms)) {
    return { levelMicro: full, atMs: Math.max(nowMs, meter.atMs) };
  }
  // Floored: what is lost is less than a millionth unit a call, and never gained.
  const gained = Math.floor(elapsedMs * refillMicroPerMs(limit, period.ms));
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
  return msToGain(Math.min(needMicro, fullMicro(rule)) - levelMicro, limit, period.ms);
}

function dayEnd(endsMs: readonly number[], nowMs: number): number {
  return endsMs.find((endMs) => endMs > nowMs) ?? nowMs + dayMs;
}

function msToGain(micro: number, limit: number, periodMs: number): number {
  return micro <= 0 ? 0 : Math.ceil(micro / refillMicroPerMs(limit, periodMs));
}

function refillMicroPerMs(limit: number, periodMs: number): number {
  return (limit * (microPerUnit - microPerUnit / 40)) / periodMs;
}
