import type { Reason } from "@fieldwork/contracts";
import { reasonSql } from "../reasons.ts";
import { listLogLag, type SeenLogLag } from "../terms/log-lag.ts";
import { listReadObjects, type ReadObject } from "./connectors.ts";
import { listResting } from "./freshness.ts";
import { askedLanesSql, atWorkSql } from "./lanes-at-work.ts";
import type { Reader } from "./reader.ts";
import { listStreams, type StreamView } from "./streams.ts";

/** One lane to the models (what single models and keys do is told of the models): what it works on, and whether it is open. */
export interface LaneView {
  name: string;
  /** Given to the lane, and being asked now. */
  waiting: number;
  active: number;
  /** Since when the one that waits longest does. */
  oldestAt: Date | null;
  /** Null while it is open. */
  closedUntil: Date | null;
  reason: Reason | null;
}

export interface ConnectionView extends ReadObject {
  /** Why and until when it has to be left alone; null while it has not. */
  rest: { reason: string; until: Date } | null;
}

export interface OperationsView {
  lanes: LaneView[];
  connections: ConnectionView[];
  streams: StreamView[];
  log: SeenLogLag[];
}

/** How the lanes, the connections and the log do. Reads what is under way, and no more. */
export async function findOperations(reader: Pick<Reader, "query">): Promise<OperationsView> {
  const [lanes, objects, resting, streams, log] = await Promise.all([
    reader.query<LaneView>(lanesSql),
    listReadObjects(reader),
    listResting(reader),
    listStreams(reader),
    listLogLag(reader),
  ]);
  const restOf = (name: string) => {
    const found = resting.find(({ connection }) => connection === name);
    return found ? { reason: found.reason, until: found.until } : null;
  };
  return {
    ...{ lanes, streams, log },
    connections: objects.map((one) => ({ ...one, rest: restOf(one.connection) })),
  };
}

const lanesSql = `
  with at_work as (
    select lane as name, count(*) filter (where state = 'dispatched')::int as waiting,
      count(*) filter (where state = 'asking')::int as active,
      min(dispatched_at) filter (where state = 'dispatched') as oldest_at
    from ${atWorkSql} as work group by lane
  )
  select name, coalesce(waiting, 0) as waiting, coalesce(active, 0) as active, oldest_at as "oldestAt",
    case when l.closed_until > now() or l.needs_check then l.closed_until end as "closedUntil",
    case when l.closed_until > now() or l.needs_check then ${reasonSql("l")} end as reason
  from at_work full join (select * from lane where name !~ '[/#]') as l using (name) full join ${askedLanesSql} as asked using (name)
  order by name`;
