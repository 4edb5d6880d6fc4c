import { reasonCodesLike } from "@fieldwork/contracts";
import { decideAgain, liftBrakes, runAgain, signalWorkReady } from "@fieldwork/store";
import { findRef } from "./find-ref.ts";
import type { Actor, OrderDeps } from "./orders.ts";

export interface RetryOptions {
  /** Dead letters, or reviews. */
  state: "dead" | "review";
  /** A record as people write it: `connection/object/id`, or its id alone. */
  record?: string | undefined;
  connection?: string | undefined;
  object?: string | undefined;
  enrichment?: string | undefined;
  /** The code of a reason, or some of its words. */
  reason?: string | undefined;
}

/**
 * Puts dead letters or reviews back into the line, all that match. Returns how many.
 *
 * @throws AppError `config_invalid` for a record that nobody knows.
 */
export async function orderRetry(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  options: RetryOptions,
): Promise<{ count: number }> {
  const { record, reason, state, ...scope } = options;
  const ref = record === undefined ? undefined : await findRef(reader, record);
  if (ref && ![undefined, ref.connection].includes(scope.connection)) return { count: 0 };
  const filter = {
    ...(ref && { object: ref.object, recordId: ref.id }),
    ...scope,
    ...(reason !== undefined && { reason: { codes: reasonCodesLike(reason), said: reason } }),
    connection: scope.connection ?? ref?.connection,
  };
  const count = await database.transaction(async (tx) => {
    // Otherwise what waits as one group would be held back again.
    if (state === "review") await liftBrakes(tx, filter);
    const many = await (state === "dead" ? runAgain(tx, filter) : decideAgain(tx, filter));
    const after = { ...options, count: many };
    if (many > 0) await audit(tx, { actor, order: "work.retry", subject: `work/${state}`, after });
    return many;
  });
  if (count > 0) await signalWorkReady(database);
  return { count };
}

/** What that did, for people. Pure. */
export function retryText({ state }: RetryOptions, { count }: { count: number }): string {
  const what = state === "dead" ? "dead letter" : "review";
  const many = `${count} ${what}${count === 1 ? "" : "s"}`;
  return count === 0
    ? `No ${what} matches.`
    : `Put back ${many}; a running line continues with them, otherwise the next start does.`;
}
