import { recordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { findCapture, type KeptCapture } from "@fieldwork/store/captures";
import type { Actor, OrderDeps } from "../orders.ts";

/**
 * One request to a model and its reply, for somebody who may look at its connection. Who looked at what is
 * kept in the audit.
 *
 * @throws AppError `not_found` where there is none, or it is of a connection beyond reach.
 */
export async function showCapture(
  { database, audit }: Pick<OrderDeps, "database" | "audit">,
  actor: Actor,
  { id, isWithinReach }: { id: string; isWithinReach: (connection: string) => boolean },
): Promise<KeptCapture> {
  return database.transaction(async (tx) => {
    const capture = await findCapture(tx, id);
    if (capture === undefined || !isWithinReach(capture.ref.connection)) {
      throw new AppError(`there is no capture ${id}: it may be past the days that it is kept`, {
        code: "not_found",
        retryable: false,
      });
    }
    const { ref, enrichment, callId } = capture;
    await audit(tx, {
      ...{ actor, order: "captures.show", subject: `captures/${id}`, record: ref },
      after: { record: recordKey(ref), enrichment, callId },
    });
    return capture;
  });
}
