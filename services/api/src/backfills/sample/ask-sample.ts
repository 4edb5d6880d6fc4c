import { randomUUID } from "node:crypto";
import { AppError } from "@fieldwork/runtime";
import { coveringHold, findHolds, heldError } from "@fieldwork/store";
import { type BackfillState, lockBackfill } from "@fieldwork/store/backfills";
import {
  listSample,
  mostSampled,
  pickSample,
  placeOrderedAsks,
} from "@fieldwork/store/ordered-asks";
import type { Actor, OrderDeps } from "../../orders.ts";

export interface SampleRequest {
  /** The backfill's. */
  id: string;
  /** Only one of this connection: whoever asks has rights on it alone. */
  connection?: string | undefined;
  size: number;
}

export const defaultSampleSize = 10;
/** Long enough for the sheet that is made of it, and for whoever approves that. */
const keptForMs = 14 * 24 * 3_600_000;
const over: readonly BackfillState[] = ["cancelled", "finished"];

/**
 * Really asks about some records of a backfill, at random over all of them, and writes nothing. Ordered
 * again, it takes further records.
 *
 * @throws AppError `not_found`; `held`; `request_invalid` if there is nothing left to ask, or it would be too
 * much.
 */
export async function askSample(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { id, connection, size }: SampleRequest,
): Promise<{ asked: number }> {
  return database.transaction(async (tx) => {
    const backfill = await lockBackfill(tx, id);
    if (!backfill || ![undefined, backfill.connection].includes(connection)) {
      throw new AppError(`there is no backfill ${id}`, { code: "not_found", retryable: false });
    }
    if (over.includes(backfill.state)) throw invalid(`${id} is ${backfill.state}`);
    const { enrichment, definitionHash } = backfill;
    const held = coveringHold((await findHolds(tx)).holds, {
      ...{ ref: { connection: backfill.connection }, enrichment, model: null, wantedBy: [id] },
    });
    if (held) throw heldError(held);
    const before = await listSample(tx, id);
    const counted = before.filter(({ state }) => state !== "failed" && state !== "cancelled");
    if (counted.length + size > mostSampled) {
      throw invalid(
        `a sample has ${mostSampled} records at most, and this one has ${counted.length} already`,
      );
    }
    const refs = await pickSample(tx, { backfillId: id, size });
    if (refs.length === 0) throw invalid(`${id} has no record left that could be sampled`);
    await placeOrderedAsks(
      tx,
      refs.map((ref) => ({
        ...{ id: randomUUID(), purpose: "sample", backfillId: id, ref, enrichment, definitionHash },
        ...{ model: null, orderedBy: actor.name, watchedForMs: null, keptForMs },
      })),
    );
    await audit(tx, {
      ...{ actor, order: "backfills.sample", subject: `backfills/${id}` },
      ...{ before: { records: before.length }, after: { records: before.length + refs.length } },
    });
    return { asked: refs.length };
  });
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
