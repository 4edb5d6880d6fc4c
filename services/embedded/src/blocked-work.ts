import { needsPerson } from "@fieldwork/contracts";
import { type Enrichment, laneOf } from "@fieldwork/enrichments";
import type { ClosedLane } from "@fieldwork/store";
import type { LineCounts } from "@fieldwork/store/reading";

/** Work that waiting does not help: a person has to fix what stops it. */
export interface BlockedWork {
  count: number;
  enrichment: string;
  /** The first model of its route. */
  lane: ClosedLane;
}

/** The work all of whose models are closed for a cause that a person must fix. Pure. */
export function blockedWork({
  counts,
  closedLanes,
  enrichments,
}: {
  counts: Pick<LineCounts, "readyOf">;
  closedLanes: readonly ClosedLane[];
  enrichments: readonly Pick<Enrichment, "name" | "route">[];
}): BlockedWork[] {
  const closed = new Map(
    closedLanes
      .filter(({ reason, closedUntil }) => needsPerson(reason.code) && closedUntil > new Date())
      .map((lane) => [lane.name, lane]),
  );
  return enrichments.flatMap(({ name, route }) => {
    const count = counts.readyOf[name] ?? 0;
    const lanes = route.map((model) => closed.get(model) ?? closed.get(laneOf(model)));
    const [lane] = lanes;
    return count > 0 && lane !== undefined && lanes.every(Boolean)
      ? [{ count, enrichment: name, lane }]
      : [];
  });
}
