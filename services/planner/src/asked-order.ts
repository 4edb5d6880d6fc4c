import type { Enrichment } from "@fieldwork/enrichments";
import type { Database } from "@fieldwork/store";
import { listRouteOrders } from "@fieldwork/store/route-orders";

type Routed = Pick<Enrichment, "name" | "route" | "routing">;

/** The route in the order in which its models would be asked; of those that the order does not know, as it is. Pure. */
export function inAskedOrder(route: readonly string[], order: readonly string[]): string[] {
  const known = order.filter((model) => route.includes(model));
  return [...known, ...route.filter((model) => !known.includes(model))];
}

const everyMs = 1000;

/**
 * Puts routes into the order that enrichers tell. Asks nobody while every definition goes by the order of its route.
 */
export function createAskedOrder(database: Pick<Database, "query">) {
  let orders = new Map<string, readonly string[]>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  return async <E extends Routed>(enrichments: readonly E[]): Promise<readonly E[]> => {
    if (!enrichments.some(({ routing }) => routing?.prefer ?? routing?.costClass)) {
      return enrichments;
    }
    if (performance.now() - readAtMs >= everyMs) {
      const told = await listRouteOrders(database);
      orders = new Map(told.map(({ enrichment, models }) => [enrichment, models]));
      readAtMs = performance.now();
    }
    return enrichments.map((one) => ({
      ...one,
      route: inAskedOrder(one.route, orders.get(one.name) ?? []),
    }));
  };
}
