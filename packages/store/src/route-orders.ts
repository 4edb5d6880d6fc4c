import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/** In which order the models of an enrichment would be asked now, as `provider/model`. */
export interface RouteOrder {
  enrichment: string;
  models: readonly string[];
}

/** Of an enricher that has stopped telling, nobody knows how the models do. */
const believedFor = "interval '5 minutes'";

/** The latest to tell is believed. */
export async function keepRouteOrders(db: Db, orders: readonly RouteOrder[]): Promise<void> {
  const rows = orders.map(({ enrichment, models }) => ({ enrichment, models: models.join(" ") }));
  await db.query(
    `insert into route_order (enrichment, models, told_at)
     select enrichment, string_to_array(models, ' '), now() from unnest($1::text[], $2::text[]) as t (enrichment, models)
     order by enrichment
     on conflict (enrichment) do update set models = excluded.models, told_at = excluded.told_at`,
    columns(rows, ["enrichment", "models"]),
  );
}

export async function listRouteOrders(db: Pick<Db, "query">): Promise<RouteOrder[]> {
  return db.query(
    `select enrichment, models from route_order where told_at > now() - ${believedFor}`,
  );
}
