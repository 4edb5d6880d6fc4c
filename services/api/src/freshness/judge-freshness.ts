import type { FreshnessWindow, OverdueGroup } from "@fieldwork/store/reading";

/** What keeps live changes from being written in time. */
export type Constraint =
  | { name: "hold" }
  | { name: "budget" }
  | { name: "lane"; lane: string; until: string; reason: string }
  /** The models are asked, and answer too slowly or too few at once. */
  | { name: "models" }
  | { name: "crm-quota"; connection: string; until: string; reason: string }
  | { name: "writer" }
  | { name: "review" }
  | { name: "log-lag"; delayMs: number };

export interface Situation {
  objective: { share: number; withinMs: number };
  /** The models that may answer, in order. */
  route: readonly string[];
  window: Pick<FreshnessWindow, "short" | "long">;
  overdue: readonly OverdueGroup[];
  closedLanes: readonly { name: string; closedUntil: Date; reason: { code: string } }[];
  resting: readonly { connection: string; reason: string; until: Date }[];
  /** From read to planned, lately. */
  planDelayMs: number;
}

export interface Freshness {
  /** How fast what may be late is used up: 1 is just as fast as promised. Null when nothing ended. */
  burn: { short: number | null; long: number | null };
  /** More of what ended, or is overdue by now, is late than may be. */
  isMissed: boolean;
  overdue: number;
  /** What holds up most of what is overdue; null if nothing is. */
  constraint: Constraint | null;
}

/** How an enrichment keeps its objective, and what keeps it from it. Pure. */
export function judgeFreshness(situation: Situation): Freshness {
  const { objective, window, overdue } = situation;
  const waiting = overdue.reduce((sum, { count }) => sum + count, 0);
  const mayBeLate = 1 - objective.share;
  const burnOf = ({ ended, late }: FreshnessWindow["short"]) =>
    ended === 0 ? null : late / ended / mayBeLate;
  const { ended, late } = window.short;
  return {
    burn: { short: burnOf(window.short), long: burnOf(window.long) },
    isMissed: late + waiting > mayBeLate * (ended + waiting),
    overdue: waiting,
    constraint: bindingConstraint(situation),
  };
}

function bindingConstraint(situation: Situation): Constraint | null {
  const { overdue, planDelayMs, objective } = situation;
  const heaviest = heaviestConstraint(overdue, situation);
  if (heaviest) return heaviest;
  return planDelayMs > objective.withinMs ? { name: "log-lag", delayMs: planDelayMs } : null;
}

/** What is known of the places where work waits. */
export type Places = Pick<Situation, "route" | "closedLanes" | "resting">;
type WaitingGroup = Omit<OverdueGroup, "enrichment">;

/** What holds up most of what waits; null if nothing does. Pure. */
export function heaviestConstraint(
  waiting: readonly WaitingGroup[],
  places: Places,
): Constraint | null {
  const weights = new Map<string, { constraint: Constraint; count: number }>();
  for (const group of waiting) {
    const constraint = constraintOf(group, places);
    const key = JSON.stringify(constraint);
    weights.set(key, { constraint, count: (weights.get(key)?.count ?? 0) + group.count });
  }
  const [heaviest] = [...weights.values()].toSorted((a, b) => b.count - a.count);
  return heaviest?.constraint ?? null;
}

function constraintOf(
  { state, reasonCode, connection }: WaitingGroup,
  { route, closedLanes, resting }: Places,
): Constraint {
  if (state === "review") return { name: "review" };
  if (reasonCode === "held") return { name: "hold" };
  if (state === "answered" || state === "writing") {
    const rest = resting.find((one) => one.connection === connection);
    return rest
      ? { ...rest, name: "crm-quota", until: rest.until.toISOString() }
      : { name: "writer" };
  }
  if (reasonCode === "budget-exhausted") return { name: "budget" };
  const lane = closedLanes.find(
    ({ name, reason }) =>
      reason.code === reasonCode || route.some((one) => one === name || one.startsWith(`${name}/`)),
  );
  if (!lane) return { name: "models" };
  const { name, closedUntil, reason } = lane;
  return { name: "lane", lane: name, until: closedUntil.toISOString(), reason: reason.code };
}
