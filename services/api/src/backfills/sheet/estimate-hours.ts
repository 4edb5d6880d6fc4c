import type { ModelTerms } from "@fieldwork/contracts";
import type { SheetFigures } from "@fieldwork/contracts/api";
import type { Room } from "@fieldwork/store/backfills";

export interface HoursInput {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  nanoUsd: number;
  limits: ModelTerms["limits"];
  budgets: readonly Room[];
  /** What is left of the CRM's day, and what a day has, above what is kept for others. */
  crmCalls: { likely: number | null; aboveFloor: number | null; aDay: number | null };
  /** Answers of the busiest minute lately; 0 if none was busy. */
  perMinute: number;
  rests: number;
  restMinutes: number;
}

/**
 * How long it takes at the limits of now, each by itself: the longest binds. What fits into what is left of a
 * day takes no time by it. Pure.
 */
export function estimateHours(input: HoursInput): SheetFigures["hours"] {
  const { calls, perMinute, crmCalls, budgets } = input;
  const amounts = {
    ...{ requests: calls, "input-tokens": input.inputTokens, "output-tokens": input.outputTokens },
  };
  const limits = [
    ...input.limits.map(({ unit, per, limit }) => ({
      name: `${unit} a ${per}`,
      hours:
        per === "minute" ? amounts[unit] / limit / 60 : daysOver(amounts[unit], limit, limit) * 24,
    })),
    ...budgets
      .filter(({ per }) => per === "day")
      .map(({ of, name, limitNanoUsd, leftNanoUsd }) => ({
        name: `budget of ${[of, name].filter(Boolean).join(" ")} a day`,
        hours: daysOver(input.nanoUsd, leftNanoUsd, limitNanoUsd) * 24,
      })),
    ...(crmCalls.likely === null || crmCalls.aboveFloor === null || crmCalls.aDay === null
      ? []
      : [
          {
            name: "calls of the CRM a day",
            hours: daysOver(crmCalls.likely, crmCalls.aboveFloor, crmCalls.aDay) * 24,
          },
        ]),
    ...(perMinute > 0
      ? [{ name: "pace of the busiest minute lately", hours: calls / perMinute / 60 }]
      : []),
  ];
  const [longest] = limits.toSorted((a, b) => b.hours - a.hours);
  const rests = (input.rests * input.restMinutes) / 60;
  return {
    likely: longest ? longest.hours + rests : null,
    ...{ rests, binding: longest && longest.hours > 0 ? longest.name : null, limits },
  };
}

/** How many days have to begin anew until it is through. */
function daysOver(amount: number, left: number, aDay: number): number {
  if (amount <= left) return 0;
  return aDay > 0 ? Math.ceil((amount - left) / aDay) : Number.MAX_SAFE_INTEGER / 24;
}
