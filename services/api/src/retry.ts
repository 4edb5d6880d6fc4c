import { reasonCodesLike } from "@fieldwork/contracts";
import {
  countEnded,
  decideAgain,
  type EndedFilter,
  liftBrakes,
  runAgain,
  signalWorkReady,
} from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
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
 * @throws AppError as `findRef` for a record that nobody knows.
 */
export async function orderRetry(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  options: RetryOptions,
): Promise<{ count: number }> {
  const filter = await filterOf(reader, options);
  const { state } = options;
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

/** How many that would put back. @throws AppError as `orderRetry`. */
export async function previewRetry(
  reader: Reader,
  options: RetryOptions,
): Promise<{ count: number }> {
  const filter = await filterOf(reader, options);
  return { count: await countEnded(reader, options.state, filter) };
}

/** @throws AppError as `findRef`, of another connection's record as of one that nobody knows. */
async function filterOf(
  reader: Reader,
  { record, reason, state: _, ...scope }: RetryOptions,
): Promise<EndedFilter> {
  const reach = scope.connection === undefined ? "all" : [scope.connection];
  const ref = record === undefined ? undefined : await findRef(reader, record, reach);
  return {
    ...(ref && { object: ref.object, recordId: ref.id }),
    ...scope,
    ...(reason !== undefined && { reason: { codes: reasonCodesLike(reason), said: reason } }),
    connection: scope.connection ?? ref?.connection,
  };
}
