import { parseRecordKey, type Reason, type RecordRef } from "@fieldwork/contracts";
import { listDeadEventsOf } from "@fieldwork/event-log";
import { type Db, listDeadWork } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import { causeOf, isSameCause, type PlacedCause } from "./cause.ts";
import { showDeadLetters } from "./show.ts";

/** One dead letter of a group. */
export interface Member {
  id: string;
  /** Null: of an event that names no record. */
  ref: RecordRef | null;
  reason: Reason;
}

/** @throws AppError `not_found` if there is no such group, or no longer. */
export async function findCause(
  reader: Reader,
  { group, connection }: { group: string; connection?: string | undefined },
): Promise<PlacedCause> {
  return (await showDeadLetters(reader, group, connection)).cause;
}

const pageRows = 1000;

/** Every dead letter with this cause in this place, as they are now. */
export async function listMembers(db: Pick<Db, "query">, cause: PlacedCause): Promise<Member[]> {
  const members: Member[] = [];
  for (let afterId = "0"; ; ) {
    const page = await listPage(db, cause, afterId);
    members.push(...page.filter(({ reason }) => isSameCause(causeOf(reason), cause)));
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) return members;
    afterId = last.id;
  }
}

async function listPage(
  db: Pick<Db, "query">,
  cause: PlacedCause,
  afterId: string,
): Promise<Member[]> {
  const page = { afterId, limit: pageRows };
  if (cause.kind === "work") return listDeadWork(db, cause, page);
  const events = await listDeadEventsOf(db, cause, page);
  return events.map(({ id, key, reason }) => ({ id, reason, ref: parseRecordKey(key) ?? null }));
}
