import type { settingsRoutes } from "@fieldwork/contracts/api";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import { listReconciliations } from "@fieldwork/store/reconciliations";
import { listConnections, testConnectionByOrder } from "../connections/connections.ts";
import { listModels } from "../connections/models.ts";
import type { OrderDeps } from "../orders.ts";
import { orderReconciliationOf } from "../reconciliations/order-reconciliation.ts";
import { verdictText } from "../reconciliations/verdict-text.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach, reachWithin } from "./reach.ts";

/** What is connected: CRMs and models. */
export function settingsHandlers({
  database,
  reader,
}: {
  database: Database;
  reader: Reader;
}): Pick<Handlers, keyof typeof settingsRoutes> {
  return {
    "connections.list": async ({ principal }) => {
      const reach = reachWithin(principal, "line.read", undefined);
      const connections = (await listConnections(reader)).filter(
        ({ connection }) => reach === "all" || reach.includes(connection),
      );
      return { connections: wire(connections) };
    },
    "connections.test": ({ principal, params: { connection } }) => {
      demandReach(principal, "connections.test", connection);
      const { actor, from } = principal;
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      return testConnectionByOrder({ database, reader, audit }, actor, connection);
    },
    "reconciliations.list": async ({ principal }) => {
      const reach = reachWithin(principal, "line.read", undefined);
      const all = await listReconciliations(reader);
      const reconciliations = all
        .filter(({ connection }) => reach === "all" || reach.includes(connection))
        .map(({ reason, crmCountIs, ...one }) => ({
          ...one,
          verdict: verdictText({ ...one, reason, crmCountIs }),
        }));
      return { reconciliations: wire(reconciliations) };
    },
    "reconciliations.order": ({ principal, body }) => {
      demandReach(principal, "reconciliations.order", body.connection);
      const { actor, from } = principal;
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      return orderReconciliationOf({ database, reader, audit }, actor, body);
    },
    "models.list": async () => ({ models: wire(await listModels(reader)) }),
  };
}
