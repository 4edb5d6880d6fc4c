import { type Enrichment, laneOf } from "@fieldwork/enrichments";

export interface LaneShare {
  lane: string;
  /** Their work may go to this lane now. */
  enrichments: string[];
  /** How many wake-ups the lane takes. */
  room: number;
}

/**
 * Which enrichments feed which lane now: each that of its route's first open model. An enrichment
 * with no open model feeds none, and its work waits in `ready`.
 */
export function planDispatch({
  enrichments,
  closedLanes,
  dispatched,
  window,
}: {
  enrichments: readonly Pick<Enrichment, "name" | "route">[];
  closedLanes: ReadonlySet<string>;
  dispatched: ReadonlyMap<string, number>;
  window: number;
}): LaneShare[] {
  const shares = new Map<string, LaneShare>();
  for (const { name, route } of enrichments) {
    const lane = route.map(laneOf).find((each) => !closedLanes.has(each));
    if (lane === undefined) continue;
    const room = Math.max(0, window - (dispatched.get(lane) ?? 0));
    const share = shares.get(lane) ?? { lane, enrichments: [], room };
    share.enrichments.push(name);
    shares.set(lane, share);
  }
  return [...shares.values()].filter(({ room }) => room > 0);
}
