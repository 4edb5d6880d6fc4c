import { type AdmissionState, scopeOf } from "./decide-admission.ts";
import type { HeardLimit, HeardWindow } from "./learnt-limits.ts";
import { fullMicro, type MeterRule, toMicro } from "./meter.ts";
import type { ApplyingRules, ScopeRules } from "./rules.ts";
import { upToDate } from "./scope-state.ts";

/**
 * The windows that a reply is about: of those that count the same, the innermost scope's, since a vendor tells of the
 * model that was asked. Windows that nobody declared are not made up. Pure.
 */
export function windowsHeard(
  { limited }: ApplyingRules,
  heard: readonly HeardLimit[],
): HeardWindow[] {
  return heard.flatMap(({ unit, per, limit, remaining }) => {
    const counts = (rule: MeterRule) => rule.unit === unit && isPer(rule, per);
    const of = limited.findLast(({ meters }) => meters.some(counts));
    const rule = of?.meters.find(counts);
    return of && rule ? [{ scope: of.scope, id: rule.id, limit, remaining }] : [];
  });
}

const minuteMs = 60_000;

function isPer({ period }: MeterRule, per: HeardLimit["per"]): boolean {
  return period.kind === "day" ? per === "day" : per === "minute" && period.ms === minuteMs;
}

/** Whether so little is left that ours may believe in more: a full window holds a small part of a minute's. Pure. */
export function matters(
  { limited }: ApplyingRules,
  { scope, id, remaining }: HeardWindow,
): boolean {
  if (remaining === undefined) return false;
  const rule = limited.find((of) => of.scope === scope)?.meters.find((one) => one.id === id);
  if (rule === undefined) return false;
  return rule.period.kind === "day"
    ? toMicro(remaining) * 20 < toMicro(rule.limit)
    : toMicro(remaining) < fullMicro(rule);
}

/** By the id of a window: what its vendor would accept now. */
export type LeftByWindow = Readonly<Record<string, number>>;

/** What is left, by scope. Of a window told twice, the lower. */
export function leftIn(heard: readonly HeardWindow[]): Readonly<Record<string, LeftByWindow>> {
  const left: Record<string, Record<string, number>> = {};
  for (const { scope, id, remaining = Number.POSITIVE_INFINITY } of heard) {
    const of = left[scope] ?? {};
    left[scope] = { ...of, [id]: Math.min(remaining, of[id] ?? remaining) };
  }
  return left;
}

/** No window holds more than its vendor says is left, as far as that matters. Pure; `lua/` does the same. */
export function afterHearing(
  before: AdmissionState,
  heard: readonly HeardWindow[],
  rules: ApplyingRules & { nowMs: number },
): AdmissionState {
  const low = heard.filter((one) => matters(rules, one));
  return low.length === 0 ? before : clampAdmission(before, leftIn(low), rules);
}

function clampAdmission(
  before: AdmissionState,
  left: Readonly<Record<string, LeftByWindow>>,
  { limited, nowMs }: ApplyingRules & { nowMs: number },
): AdmissionState {
  const scopes = limited.map((of) => {
    const scope = upToDate(scopeOf(before, of), of, nowMs);
    return [of.scope, { ...scope, meters: clampMeters(scope.meters, of, left[of.scope] ?? {}) }];
  });
  return { ...before, scopes: { ...before.scopes, ...Object.fromEntries(scopes) } };
}

type Meters = AdmissionState["scopes"][string]["meters"];

function clampMeters(meters: Meters, of: ScopeRules, left: LeftByWindow): Meters {
  return Object.fromEntries(
    Object.entries(meters).map(([id, meter]) => {
      const rule = of.meters.find((one) => one.id === id);
      const told = left[id];
      if (rule === undefined || told === undefined) return [id, meter];
      const mostMicro = toMicro(told) - (rule.period.kind === "day" ? toMicro(rule.limit) : 0);
      return [id, { ...meter, levelMicro: Math.min(meter.levelMicro, mostMicro) }];
    }),
  );
}
