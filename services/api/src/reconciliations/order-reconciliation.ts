import { AppError } from "@fieldwork/runtime";
import { listReadObjects } from "@fieldwork/store/reading";
import { orderReconciliation } from "@fieldwork/store/reconciliations";
import type { Actor, OrderDeps } from "../orders.ts";

export interface OrderedReconciliation {
  connection: string;
  object: string;
  /** All that is known, and all that the CRM has; otherwise a sample. */
  isWhole: boolean;
  /** However many records have ended, that is right. */
  endsAreConfirmed: boolean;
}

const sampleSize = 1000;

/**
 * Has what is known of an object compared with its CRM by the connector, which holds the secrets: the
 * reply does not wait for it. While one waits already, it is that one.
 *
 * @throws AppError `not_found` for an object of which nothing was read.
 */
export async function orderReconciliationOf(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  { connection, object, isWhole, endsAreConfirmed }: OrderedReconciliation,
): Promise<{ id: string }> {
  const read = await listReadObjects(reader);
  if (!read.some((one) => one.connection === connection && one.object === object)) {
    const message = `nothing was read of ${connection}/${object}`;
    throw new AppError(message, { code: "not_found", retryable: false });
  }
  return database.transaction(async (tx) => {
    const sample = isWhole ? null : sampleSize;
    const order = { connection, object, sample, endsAreConfirmed, orderedBy: actor.name };
    const id = await orderReconciliation(tx, order);
    const subject = `connections/${connection}/${object}`;
    const after = { id, isWhole, endsAreConfirmed };
    await audit(tx, { actor, order: "reconciliations.order", subject, before: null, after });
    return { id };
  });
}
