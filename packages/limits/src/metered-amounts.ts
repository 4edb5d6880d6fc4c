import type { AdmissionSpend } from "./admission.ts";
import {
  fullMicro,
  type Meter,
  type MeterRule,
  newMeter,
  refill,
  toMicro,
  waitMsFor,
} from "./meter.ts";

/** By the id of a meter, in millionths of its unit. */
export type Amounts = Readonly<Record<string, number>>;
export type Meters = Readonly<Record<string, Meter>>;

/** What a request took, and what of it may still be given back. */
export interface TakenAmounts {
  takenMicro: Amounts;
  /** Less than taken once the meter has been full without it. */
  returnableMicro: Amounts;
}

type Rules = readonly MeterRule[];

export function refilledMeters(before: Meters, rules: Rules, nowMs: number): Meters {
  return Object.fromEntries(
    rules.map((rule) => [rule.id, refill(before[rule.id] ?? newMeter(rule, nowMs), rule, nowMs)]),
  );
}

/** The meter that makes a request wait longest, and for how long; 0: none does. */
export function slowestMeter(
  meters: Meters,
  rules: Rules,
  { takenMicro, nowMs }: { takenMicro: Amounts; nowMs: number },
): { window: string; waitMs: number } {
  return rules
    .map((rule) => {
      const meter = meters[rule.id];
      const waitMs = meter ? waitMsFor(meter, takenMicro[rule.id] ?? 0, { rule, nowMs }) : 0;
      return { window: rule.id, waitMs };
    })
    .reduce((worst, one) => (one.waitMs > worst.waitMs ? one : worst), { window: "", waitMs: 0 });
}

/**
 * A meter that is full again has made good what was taken from it, used or not; to give that back too
 * would let more through than the limit. So all that may be returned fits in the meter's room, the
 * newest leases first.
 */
export function withReturnable<L extends TakenAmounts>(
  leases: readonly L[],
  meters: Meters,
  rules: Rules,
): readonly L[] {
  const left = new Map(
    rules.map((rule) => [rule.id, fullMicro(rule) - (meters[rule.id]?.levelMicro ?? 0)]),
  );
  return leases
    .toReversed()
    .map((lease) => {
      const returnableMicro = byRule(rules, ({ id }) => {
        const room = left.get(id) ?? 0;
        const kept = Math.max(0, Math.min(lease.returnableMicro[id] ?? 0, room));
        left.set(id, room - kept);
        return kept;
      });
      return { ...lease, returnableMicro };
    })
    .toReversed();
}

/** What a request needs of each meter; one whose unit it does not name, nothing. */
export function neededMicro(amounts: Readonly<Record<string, number>>, rules: Rules): Amounts {
  return byRule(rules, ({ unit }) => toMicro(amounts[unit] ?? 0));
}

export function takeFrom(meters: Meters, takenMicro: Amounts): Meters {
  return addTo(meters, (id) => -(takenMicro[id] ?? 0));
}

/** Gives back what was not used; takes what was used beyond the estimate. */
export function releaseWith(
  meters: Meters,
  { takenMicro, returnableMicro }: TakenAmounts,
  { spend, rules }: { spend: AdmissionSpend; rules: Rules },
): Meters {
  const used = byRule(rules, (rule) => usedMicro(spend, rule.unit) ?? takenMicro[rule.id] ?? 0);
  return addTo(meters, (id) =>
    Math.min((takenMicro[id] ?? 0) - (used[id] ?? 0), returnableMicro[id] ?? 0),
  );
}

/** Undefined: what was taken. */
function usedMicro(spend: AdmissionSpend, unit: string): number | undefined {
  const used = usedUnits(spend, unit);
  return used === undefined ? undefined : toMicro(used);
}

export function usedUnits(spend: AdmissionSpend, unit: string): number | undefined {
  switch (spend.kind) {
    case "used":
      return spend.amounts[unit];
    case "nothing":
      return 0;
    case "unknown":
      return undefined;
    default:
      return spend satisfies never;
  }
}

function addTo(meters: Meters, change: (id: string) => number): Meters {
  return Object.fromEntries(
    Object.entries(meters).map(([id, meter]) => [
      id,
      { ...meter, levelMicro: meter.levelMicro + change(id) },
    ]),
  );
}

function byRule(rules: Rules, of: (rule: MeterRule) => number): Amounts {
  return Object.fromEntries(rules.map((rule) => [rule.id, of(rule)]));
}
