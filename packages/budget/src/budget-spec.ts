import { type CallPurpose, liveWanter, type NanoUsd, type Wanter } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import type { budgetPeriods, budgetSubjects } from "@fieldwork/store";

/**
 * What may be spent on something in a time (days and months in UTC). With a name, on that one; without
 * a name, on each one that has no budget of its own.
 */
export interface BudgetSpec {
  of: (typeof budgetSubjects)[number];
  /** `provider/model` for a model; the id for a backfill; `connection/object/id` for a record. */
  name?: string | undefined;
  per: (typeof budgetPeriods)[number];
  limitNanoUsd: NanoUsd;
}

/** The name of the row of the budget that every call is charged to. */
export const totalBudget = "total";

/** The most that all paid calls together may ever cost. */
export function totalSpec(limitNanoUsd: NanoUsd): BudgetSpec {
  return { of: "total", per: "once", limitNanoUsd };
}

/** The default: five dollars. */
const defaultTotalNanoUsd = 5_000_000_000n;

/** What people only look at: each has a dollar a day, unless the list says something else. */
const lookedAt = ["preview", "sample", "evaluate"] as const satisfies readonly CallPurpose[];
const defaultDayNanoUsd = 1_000_000_000n;

/**
 * The budgets of a configuration. The total for all time is what the variable says, otherwise what the
 * list says, otherwise the default: there is always such a limit, and so there is for what a day's
 * previews cost, its samples, and its evaluations. Pure.
 */
export function configuredBudgets(
  listed: readonly BudgetSpec[],
  totalNanoUsd: NanoUsd | undefined,
): BudgetSpec[] {
  const isTotal = ({ of, per }: BudgetSpec) => of === "total" && per === "once";
  const daily = lookedAt.flatMap((name): BudgetSpec[] => {
    const isListed = listed.some(
      (one) => one.of === "purpose" && one.per === "day" && (one.name ?? name) === name,
    );
    return isListed ? [] : [{ of: "purpose", name, per: "day", limitNanoUsd: defaultDayNanoUsd }];
  });
  if (totalNanoUsd === undefined && listed.some(isTotal)) return [...listed, ...daily];
  const total = totalSpec(totalNanoUsd ?? defaultTotalNanoUsd);
  return [total, ...listed.filter((one) => !isTotal(one)), ...daily];
}

/** What the money of a call is spent on. */
export interface Spending {
  /** Null without a record. */
  connection: string | null;
  enrichment: string;
  provider: string;
  model: string;
  wantedBy: readonly Wanter[];
  purpose: CallPurpose;
  /** `connection/object/id`. */
  record?: string | null | undefined;
  /** The people who ordered it. */
  users?: readonly string[] | undefined;
}

/** One budget in one of its days or months: its row, and what it is for. */
export interface BudgetScope {
  scope: string;
  of: BudgetSpec["of"];
  /** Empty for the total. */
  name: string;
  per: BudgetSpec["per"];
  /** Such as `2026-11-26`; null for all time. */
  startsOn: string | null;
}

/** Every existing budget that a call is charged to now. Pure. */
export function budgetScopes(
  specs: readonly BudgetSpec[],
  spending: Spending,
  now: Date,
): BudgetScope[] {
  const starts = startsOf(now);
  const scopes = specs.flatMap(({ of, name, per }) =>
    namesOf(of, spending)
      .filter((one) => name === undefined || name === one)
      .map((one) => scopeFrom({ of, per, name: one }, starts)),
  );
  // Named and unnamed, it is one.
  return [...new Map(scopes.map((one) => [one.scope, one])).values()];
}

export function scopeOf(
  { of, name, per }: Pick<BudgetScope, "of" | "name" | "per">,
  now: Date,
): BudgetScope {
  return scopeFrom({ of, name, per }, startsOf(now));
}

type Starts = Readonly<Record<BudgetSpec["per"], string | null>>;

function scopeFrom(
  { of, name, per }: Pick<BudgetScope, "of" | "name" | "per">,
  starts: Starts,
): BudgetScope {
  const startsOn = starts[per];
  const what = of === "total" ? totalBudget : `${of}:${rowName(of, name)}`;
  const scope = startsOn === null ? what : `${what}/${per}/${startsOn}`;
  return { scope, of, name, per, startsOn };
}

/** A record's key stands in one row alone: the calls of the log, which outlive its erasure, do not tell it. */
function rowName(of: BudgetSpec["of"], name: string): string {
  return of === "record" ? stableHash(name).slice(0, 24) : encodeURI(name);
}

/** Whether this is the row of a record's budget. */
export function isRecordScope(scope: string): boolean {
  return scope.startsWith("record:");
}

/** When a budget of this name turns over; null if it never does. Pure. */
export function scopeEnds(scope: string): Date | null {
  const [, per, startsOn = ""] = /\/(day|month)\/(\d{4}-\d{2}-\d{2})$/.exec(scope) ?? [];
  if (per === undefined) return null;
  const end = new Date(`${startsOn}T00:00:00Z`);
  if (per === "day") end.setUTCDate(end.getUTCDate() + 1);
  else end.setUTCMonth(end.getUTCMonth() + 1);
  return end;
}

/** When the day and the month of this moment began. */
function startsOf(now: Date): Starts {
  const day = now.toISOString().slice(0, 10);
  return { day, month: `${day.slice(0, 7)}-01`, once: null };
}

function namesOf(of: BudgetSpec["of"], spending: Spending): readonly string[] {
  switch (of) {
    case "total":
      return [""];
    case "connection":
      return spending.connection === null ? [] : [spending.connection];
    case "enrichment":
      return [spending.enrichment];
    case "provider":
      return [spending.provider];
    case "model":
      return [`${spending.provider}/${spending.model}`];
    case "backfill":
      // What live work wants is asked in any case: it pays by itself, and no empty backfill holds it up.
      return spending.wantedBy.includes(liveWanter) ? [] : spending.wantedBy;
    case "purpose":
      return [spending.purpose];
    case "user":
      // The same goes for whoever ordered the backfills.
      return spending.users ?? [];
    case "record":
      return spending.record ? [spending.record] : [];
    default:
      return of satisfies never;
  }
}
