import { type Enrichment, laneOf } from "@fieldwork/enrichments";
import { coveringHold, type Dispatched, type Hold } from "@fieldwork/store";

export interface LaneRoom {
  lane: string;
  /** The enrichments whose work may go to this lane now. */
  enrichments: string[];
  /** How many wake-ups the lane has room for. */
  room: number;
}

/**
 * Which enrichments feed which lane now: each feeds the lane of the first model of its route that is
 * open and not held. An enrichment without such a model feeds none, and its work waits in `ready`.
 */
export function planDispatch({
  enrichments,
  closed,
  holds,
  dispatched,
  windowOf,
}: {
  enrichments: readonly Pick<Enrichment, "name" | "route">[];
  /** Lanes, and single models as `provider/model`. */
  closed: ReadonlySet<string>;
  holds: readonly Hold[];
  dispatched: ReadonlyMap<string, Pick<Dispatched, "count">>;
  windowOf: (lane: string) => number;
}): LaneRoom[] {
  const rooms = new Map<string, LaneRoom>();
  // What is spared by a hold is found among the rest, which is not taken.
  const wantedBy = holds.flatMap(({ spares }) => spares);
  for (const { name, route } of enrichments) {
    const model = route.find(
      (each) =>
        !closed.has(each) &&
        !closed.has(laneOf(each)) &&
        !coveringHold(holds, { ref: null, enrichment: name, model: each, wantedBy }),
    );
    if (model === undefined) continue;
    const lane = laneOf(model);
    const room = Math.max(0, windowOf(lane) - (dispatched.get(lane)?.count ?? 0));
    const one = rooms.get(lane) ?? { lane, enrichments: [], room };
    one.enrichments.push(name);
    rooms.set(lane, one);
  }
  return [...rooms.values()].filter(({ room }) => room > 0);
}
