import type { evaluationRoutes } from "@fieldwork/contracts/api";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { orderEvaluation } from "../evaluations/order-evaluation.ts";
import { findEvaluations, showEvaluation } from "../evaluations/show-evaluation.ts";
import { stopEvaluationByOrder } from "../evaluations/stop-evaluation.ts";
import type { OrderDeps } from "../orders.ts";
import { type Handlers, wire } from "./handler.ts";

/** Asking models labelled cases. */
export function evaluationHandlers({
  database,
}: {
  database: Database;
}): Pick<Handlers, keyof typeof evaluationRoutes> {
  return {
    "evaluations.ask": ({ principal: { actor, from }, body }) => {
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      return orderEvaluation({ database, audit }, actor, body);
    },
    "evaluations.list": async ({ query: { enrichment } }) => ({
      evaluations: wire(await findEvaluations(database, enrichment)),
    }),
    "evaluations.stop": ({ principal: { actor, from }, params: { id } }) => {
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      return stopEvaluationByOrder({ database, audit }, actor, id);
    },
    "evaluations.show": async ({ params: { id } }) => wire(await showEvaluation(database, id)),
  };
}
