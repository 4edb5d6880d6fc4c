import type { Definitions } from "@fieldwork/enrichments";
import { type ModelLayer, modelRefText } from "@fieldwork/models";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { keepRouteOrders } from "@fieldwork/store/route-orders";
import { permitsOf } from "./render-prompt.ts";

const everyMs = 1000;
/** What has not changed is told again, before nobody believes it any more. */
const againMs = 60_000;

/**
 * Tells the dispatcher which model of each route would be asked first now, so that work waits in that one's lane. Only
 * of definitions that prefer something to the order of their route.
 */
export function createRouteTeller({
  database,
  definitions,
  models,
  logger,
}: {
  database: Database;
  definitions: Pick<Definitions, "current">;
  models: Pick<ModelLayer, "order">;
  logger: Logger;
}): Ticker {
  const told = new Map<string, { models: string; atMs: number }>();

  return createTicker({
    name: "route teller",
    logger,
    async tick() {
      const nowMs = performance.now();
      const orders = definitions.current().flatMap((enrichment) => {
        const { name, route, routing } = enrichment;
        if (!isOrdered(routing)) return [];
        const order = models.order({ route, routing, permits: permitsOf(enrichment) });
        const one = { enrichment: name, models: order.map(modelRefText) };
        const before = told.get(name);
        const isNews = before?.models !== one.models.join(" ") || nowMs - before.atMs >= againMs;
        return isNews && one.models.length > 0 ? [one] : [];
      });
      if (orders.length > 0) await keepRouteOrders(database, orders);
      for (const one of orders) {
        told.set(one.enrichment, { models: one.models.join(" "), atMs: nowMs });
      }
      return everyMs;
    },
  });
}

type Routed = ReturnType<Definitions["current"]>[number]["routing"];

/** Whether something else than the order of the route decides who is asked first. */
function isOrdered(routing: Routed): boolean {
  return (routing?.prefer ?? "order") !== "order" || routing?.costClass !== undefined;
}
