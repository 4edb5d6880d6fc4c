import type { CallLimit, ToldLimit } from "@fieldwork/contracts";
import type { SeenConnectionTerms } from "@fieldwork/store/terms";

/** One limit of a connection's calls. */
export interface ShownLimit extends Omit<CallLimit, "limit"> {
  /** What we keep within; null: only the CRM limits it. */
  ours: number | null;
  /** As the CRM said; null where it says nothing of it. */
  told: { limit: number; used: number; isOfApp: boolean; seenAt: Date } | null;
}

type Known = Pick<
  SeenConnectionTerms,
  "limits" | "toldLimits" | "toldAt" | "quotaUsed" | "quotaLimit" | "seenAt"
>;
type Told = ToldLimit & { seenAt: Date };

/**
 * Ours, each with what the CRM says of it, and what it says beside them. A day of our app alone stands apart from the
 * account's, which is the connection's quota. Pure.
 */
export function limitsOf({ limits, toldLimits, toldAt, ...day }: Known): ShownLimit[] {
  const told: Told[] = [
    ...dayOf(day),
    ...(toldLimits ?? []).map((one) => ({ ...one, seenAt: toldAt ?? day.seenAt })),
  ];
  const ours = (limits ?? []).map(({ unit, per, limit }) => ({
    ...{ unit, per, ours: limit },
    of: told.find((one) => isOf(one, { unit, per })),
  }));
  const used = new Set(ours.map(({ of }) => of));
  const others = told
    .filter((one) => !used.has(one) && (one.isOfApp || one.per !== "day"))
    .map((of) => ({ unit: of.unit, per: of.per, ours: null, of }));
  return [...ours, ...others].map(({ of, ...limit }) => ({
    ...limit,
    told: of ? toldOf(of) : null,
  }));
}

function isOf(told: Told, { unit, per }: Pick<CallLimit, "unit" | "per">): boolean {
  return told.unit === unit && told.per === per && !(told.isOfApp && per === "day");
}

function dayOf({
  quotaUsed,
  quotaLimit,
  seenAt,
}: Omit<Known, "limits" | "toldLimits" | "toldAt">): Told[] {
  if (quotaUsed === null || quotaLimit === null) return [];
  const day = { unit: "requests", per: "day", isOfApp: false } as const;
  return [{ ...day, limit: quotaLimit, used: quotaUsed, seenAt }];
}

function toldOf({ limit, used, isOfApp, seenAt }: Told): NonNullable<ShownLimit["told"]> {
  return { limit, used, isOfApp, seenAt };
}
