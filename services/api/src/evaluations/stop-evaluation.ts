import { stopEvaluation } from "@fieldwork/store/ordered-asks";
import type { Actor, OrderDeps } from "../orders.ts";
import { findEvaluation } from "./show-evaluation.ts";

/**
 * Has nothing more of an evaluation asked. Of what was asked, the figures stand.
 *
 * @throws AppError `not_found`
 */
export async function stopEvaluationByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  id: string,
): Promise<{ stopped: number }> {
  return database.transaction(async (tx) => {
    const { enrichment, ended } = await findEvaluation(tx, id);
    const stopped = await stopEvaluation(tx, id);
    await audit(tx, {
      ...{ actor, order: "evaluations.stop", subject: `definitions/${enrichment}`, before: null },
      after: { id, ended, stopped },
    });
    return { stopped };
  });
}
