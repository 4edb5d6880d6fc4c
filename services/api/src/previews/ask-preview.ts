import { randomUUID } from "node:crypto";
import { AppError } from "@fieldwork/runtime";
import { findEnrichmentNow } from "@fieldwork/store/backfills";
import { findLastOutputs, placeOrderedAsks } from "@fieldwork/store/ordered-asks";
import type { Actor, OrderDeps } from "../orders.ts";

export interface PreviewRequest {
  enrichment: string;
  connection: string;
  /** The id of its record. */
  record: string;
  model?: string | undefined;
}

/** So long an ask goes on without hearing that somebody waits for it. */
export const watchedForMs = 10_000;
// Long enough to be read by whoever waits; then nothing is left of it.
const keptForMs = 300_000;

/**
 * Has an enricher ask about a record. It is told in the ask how far that is; nobody writes the answer.
 *
 * @throws AppError `request_invalid` if there is no such enrichment; `not_found` for a record that no read
 * has brought.
 */
export async function askPreview(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { enrichment, connection, record, model }: PreviewRequest,
): Promise<string> {
  const id = randomUUID();
  await database.transaction(async (tx) => {
    const now = await findEnrichmentNow(tx, enrichment);
    if (!now) {
      const message = `no enrichment ${enrichment} is released`;
      throw new AppError(message, { code: "request_invalid", retryable: false });
    }
    const ref = { connection, object: now.object, id: record };
    const subject = `records/${connection}/${now.object}/${record}`;
    const found = await findLastOutputs(tx, ref, [record]);
    if (found.size === 0) {
      const message = `no read has brought ${connection}/${now.object}/${record}`;
      throw new AppError(message, { code: "not_found", retryable: false });
    }
    await placeOrderedAsks(tx, [
      {
        ...{ id, purpose: "preview", backfillId: null, ref, enrichment, model: model ?? null },
        ...{ definitionHash: now.hash, orderedBy: actor.name, watchedForMs, keptForMs },
      },
    ]);
    await audit(tx, {
      ...{ actor, order: "preview.ask", record: ref, subject, before: null },
      after: { enrichment, model: model ?? null },
    });
  });
  return id;
}
