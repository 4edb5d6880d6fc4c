import { dayEnds } from "./day-ends.ts";
import type { LearntLimits } from "./learnt-limits.ts";
import type { ClassWeights, LimitTable, LimitWindow, RatePeriod, ScopeLimits } from "./limits.ts";
import type { MeterRule } from "./meter.ts";

/** The limits of one scope, as decisions take them. */
export interface ScopeRules {
  scope: string;
  meters: readonly MeterRule[];
  /** Of all meters, in one. */
  names: string;
  /** Requests at once; undefined: any number. */
  concurrency: number | undefined;
  isAdaptive: boolean;
  /** Undefined: the classes share nothing out. */
  weights: ClassWeights | undefined;
}

/** The outermost scope first: all scopes under it are decided on together, and in Redis share a slot. */
export type Scopes = readonly [outermost: string, ...inner: string[]];

export interface ApplyingRules {
  scopes: Scopes;
  /** Of the scopes that have any. */
  limited: readonly ScopeRules[];
}

const rollingMs: Readonly<Record<RatePeriod, number>> = {
  second: 1000,
  "ten-seconds": 10_000,
  minute: 60_000,
};

type MeteredWindow = Extract<LimitWindow, { unit: string }>;

/**
 * Looks up what applies to a request now; what was looked up once is found again at once. A limit that its vendor has
 * told holds where it is lower than the declared one.
 */
export function createRules(
  table: LimitTable,
  nowMs: () => number,
  learnt?: Pick<LearntLimits, "version" | "limitOf">,
): (scopes: Scopes) => ApplyingRules {
  const known = new Map<string, { rules: ApplyingRules; untilMs: number; version: number }>();
  const keys = new WeakMap<Scopes, string>();
  return (scopes) => {
    const key = keys.get(scopes) ?? scopes.join(" ");
    keys.set(scopes, key);
    const found = known.get(key);
    const version = learnt?.version() ?? 0;
    if (found && found.version === version && found.untilMs > nowMs()) return found.rules;
    const limited = scopes.flatMap((scope) => {
      const limits = Object.hasOwn(table, scope) ? table[scope] : undefined;
      if (limits === undefined || limits.windows.length === 0) return [];
      return [withLearnt(scopeRules(scope, limits, nowMs()), learnt)];
    });
    const rules = { scopes, limited };
    known.set(key, { rules, version, untilMs: endOfDays(limited) });
    return rules;
  };
}

function withLearnt(of: ScopeRules, learnt: Pick<LearntLimits, "limitOf"> | undefined): ScopeRules {
  if (learnt === undefined) return of;
  const meters = of.meters.map((rule) => {
    return {
      ...rule,
      limit: Math.min(rule.limit, learnt.limitOf(of.scope, rule.id) ?? rule.limit),
    };
  });
  return { ...of, meters };
}

export function scopeRules(
  scope: string,
  { windows, shares }: ScopeLimits,
  nowMs: number,
): ScopeRules {
  const meters = new Map<string, MeterRule>();
  for (const window of windows) {
    if (!("unit" in window)) continue;
    const rule = meterRule(window, nowMs);
    // Of two that differ by their limits alone, the lower holds.
    const limit = Math.min(rule.limit, meters.get(rule.id)?.limit ?? rule.limit);
    meters.set(rule.id, { ...rule, limit });
  }
  const places = windows.flatMap((one) => (one.kind === "concurrency" ? [one.limit] : []));
  return {
    scope,
    meters: [...meters.values()],
    names: [...meters.keys()].join(" "),
    concurrency: places.length > 0 ? Math.min(...places) : undefined,
    isAdaptive: windows.some(({ kind }) => kind === "adaptive"),
    weights: shares,
  };
}

/**
 * Of output a window holds more, and refills by less: a call reserves as much as it may give at most and returns most of
 * it when it ends, so that few would fit at once.
 */
function meterRule(window: MeteredWindow, nowMs: number): MeterRule {
  const { unit, limit } = window;
  if (window.kind === "rate") {
    const holdsOneIn = unit === "output-tokens" ? 20 : 40;
    const period = { kind: "rolling", ms: rollingMs[window.per], holdsOneIn } as const;
    return { id: `${unit}/${window.per}`, unit, limit, period };
  }
  const period = { kind: "day", endsMs: dayEnds(window.timeZone, nowMs) } as const;
  return { id: `${unit}/day/${window.timeZone}`, unit, limit, period };
}

/** When the first of the days ends that these rules know of. */
function endOfDays(limited: readonly ScopeRules[]): number {
  const ends = limited
    .flatMap(({ meters }) => meters)
    .flatMap(({ period }) => (period.kind === "day" ? [period.endsMs[1] ?? 0] : []));
  return Math.min(...ends, Number.POSITIVE_INFINITY);
}
