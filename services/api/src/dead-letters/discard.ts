import { dropDeadEvents } from "@fieldwork/event-log";
import { AppError } from "@fieldwork/runtime";
import { type Db, discardDeadWork } from "@fieldwork/store";
import type { Actor, OrderDeps } from "../orders.ts";
import { findCause, listMembers } from "./members.ts";

export interface DiscardRequest {
  group: string;
  /** Of these alone; of the whole group, when left out. */
  ids?: readonly string[] | undefined;
  /** Only if the group is of this connection: whoever asks has rights on it alone. */
  connection?: string | undefined;
  why: string;
}

/**
 * Ends dead letters for good: work as skipped with the reason, events are forgotten. Returns how many.
 *
 * @throws AppError `request_invalid` without a reason, or for a group that does not exist.
 */
export async function discardDeadLetters(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  { group, connection, ids, why }: DiscardRequest,
): Promise<{ discarded: number }> {
  if (why.trim() === "") {
    const message = "say why they are discarded: whoever looks at the record later is told";
    throw new AppError(message, { code: "request_invalid", retryable: false });
  }
  const cause = await findCause(reader, { group, connection });
  return database.transaction(async (tx) => {
    const members = await listMembers(tx, cause);
    const meant = members.map(({ id }) => id).filter((id) => ids?.includes(id) ?? true);
    const gone = await discard(tx, { kind: cause.kind, ids: meant, why });
    await audit(tx, {
      ...{ actor, order: "dead-letters.discard", subject: `dead-letters/${group}` },
      ...{ before: cause, after: { why, ids: gone } },
    });
    return { discarded: gone.length };
  });
}

async function discard(
  tx: Db,
  { kind, ids, why }: { kind: "work" | "event"; ids: readonly string[]; why: string },
): Promise<string[]> {
  return kind === "work" ? discardDeadWork(tx, ids, why) : dropDeadEvents(tx, ids, new Date());
}
