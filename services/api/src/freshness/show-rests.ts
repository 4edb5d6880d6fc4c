import { reasonText } from "@fieldwork/contracts";
import { type ClosedLane, type Db, listClosedLanes } from "@fieldwork/store";
import { listResting } from "@fieldwork/store/reading";

/** What is left alone for a time. */
export interface Rest {
  of: "lane" | "account" | "connection";
  name: string;
  /** Half-open: its rest is over, and one check decides whether it opens. */
  state: "closed" | "half-open";
  /** Null if nobody has noted it. */
  since: string | null;
  until: string;
  /** How many pauses it has had since then, one after the other; of a connection, nobody counts them. */
  pauses: number | null;
  code: string;
  needsCheck: boolean;
  /** For people, as is the text. */
  why: string;
  text: string;
}

/** Lanes, models and single keys that are closed, and connections that rest, with why and until when. */
export async function listRests(reader: Db): Promise<Rest[]> {
  const [lanes, connections] = await Promise.all([listClosedLanes(reader), listResting(reader)]);
  return [
    ...lanes.map((lane): Rest => {
      const { name, closedUntil, needsCheck, reason, closedAt, pauses } = lane;
      const state = stateOf(lane);
      const why = reasonText(reason);
      return {
        ...{ of: name.includes("#") ? "account" : "lane", name, state },
        ...{ since: closedAt.toISOString(), until: closedUntil.toISOString(), pauses },
        ...{ code: reason.code, needsCheck, why },
        text: `${name} ${endText(lane)}: ${why}`,
      };
    }),
    ...connections.map(({ connection: name, reason: code, until: at }): Rest => {
      const until = at.toISOString();
      const text = `${name} is left alone until ${until} (${code})`;
      return {
        ...{ of: "connection", name, state: "closed", since: null, until, pauses: null },
        ...{ code, needsCheck: false, why: code, text },
      };
    }),
  ];
}

/** Pure. */
export function stateOf({
  needsCheck,
  closedUntil,
}: Pick<ClosedLane, "needsCheck" | "closedUntil">): Rest["state"] {
  return needsCheck && closedUntil <= new Date() ? "half-open" : "closed";
}

function endText(lane: ClosedLane): string {
  const until = lane.closedUntil.toISOString();
  if (stateOf(lane) === "half-open") {
    return lane.isChecked ? "is half-open, and a check is under way" : "is half-open until a check";
  }
  return `is closed ${lane.needsCheck ? "until a check has passed, next" : "until"} ${until}`;
}
