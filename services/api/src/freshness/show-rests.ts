import { reasonText } from "@fieldwork/contracts";
import { type Db, listClosedLanes } from "@fieldwork/store";
import { listResting } from "@fieldwork/store/reading";

/** What is left alone for a time. */
export interface Rest {
  of: "lane" | "connection";
  name: string;
  until: string;
  code: string;
  needsCheck: boolean;
  /** For people, as is the text. */
  why: string;
  text: string;
}

/** Lanes and models that are closed, and connections that rest, with why and until when. */
export async function listRests(reader: Db): Promise<Rest[]> {
  const [lanes, connections] = await Promise.all([listClosedLanes(reader), listResting(reader)]);
  return [
    ...lanes.map(({ name, closedUntil, needsCheck, reason }): Rest => {
      const until = closedUntil.toISOString();
      const end = needsCheck ? "until a check has passed, next" : "until";
      const why = reasonText(reason);
      const text = `${name} is closed ${end} ${until}: ${why}`;
      return { of: "lane", name, until, code: reason.code, needsCheck, why, text };
    }),
    ...connections.map(({ connection: name, reason: code, until: at }): Rest => {
      const until = at.toISOString();
      const text = `${name} is left alone until ${until} (${code})`;
      return { of: "connection", name, until, code, needsCheck: false, why: code, text };
    }),
  ];
}
