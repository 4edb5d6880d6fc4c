import type { ModelTerms } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

export interface ConfirmedTerms extends ModelTerms {
  confirmedAt: Date;
}

/** The models that an enrichment asks now, in order. */
export interface AskedRoute {
  enrichment: string;
  models: readonly string[];
}

/** Keeps what models charge and allow now, and which of them each enrichment asks. */
export async function confirmTerms(
  db: Db,
  { terms, routes }: { terms: readonly ModelTerms[]; routes: readonly AskedRoute[] },
): Promise<void> {
  await db.query(
    `with route as (
       insert into asked_route (enrichment, models)
       select enrichment, array(select jsonb_array_elements_text(models))
       from unnest($3::text[], $4::jsonb[]) as new (enrichment, models)
       on conflict (enrichment) do update set models = excluded.models, confirmed_at = now()
     )
     insert into model_terms (model, terms)
     select model, terms from unnest($1::text[], $2::jsonb[]) as new (model, terms)
     on conflict (model) do update set terms = excluded.terms, confirmed_at = now()`,
    [
      ...columns(
        terms.map((one) => ({ model: one.model, terms: storableJson(one) })),
        ["model", "terms"],
      ),
      ...columns(
        routes.map(({ enrichment, models }) => ({ enrichment, models: storableJson(models) })),
        ["enrichment", "models"],
      ),
    ],
  );
}

/** The terms of the models that an enrichment asks, in the order of its route. */
export async function findTerms(
  db: Pick<Db, "query">,
  enrichment: string,
): Promise<ConfirmedTerms[]> {
  const rows = await db.query<{ terms: ModelTerms; confirmedAt: Date }>(
    `select terms, model_terms.confirmed_at as "confirmedAt"
     from asked_route cross join unnest(models) with ordinality as asked (model, place)
     join model_terms using (model)
     where enrichment = $1 order by place`,
    [enrichment],
  );
  return rows.map(({ terms, confirmedAt }) => ({ ...terms, confirmedAt }));
}

export interface RoutedTerms extends ConfirmedTerms {
  /** Which ask it now. */
  enrichments: string[];
}

/** The terms of every model that was asked lately, by its name. */
export async function listModelTerms(db: Pick<Db, "query">): Promise<RoutedTerms[]> {
  const rows = await db.query<{ terms: ModelTerms; confirmedAt: Date; enrichments: string[] }>(
    `select terms, confirmed_at as "confirmedAt",
       array(select enrichment from asked_route where model_terms.model = any(models) order by enrichment)
         as enrichments
     from model_terms order by model`,
  );
  return rows.map(({ terms, ...rest }) => ({ ...terms, ...rest }));
}

/** The lanes of every model that was asked lately. */
export async function listAskedLanes(db: Pick<Db, "query">): Promise<string[]> {
  const rows = await db.query<{ lane: string }>(
    "select distinct split_part(model, '/', 1) as lane from model_terms order by lane",
  );
  return rows.map(({ lane }) => lane);
}
