import { type Enrichment, laneOf } from "@fieldwork/enrichments";
import type { Providers } from "@fieldwork/models";
import { stableHash } from "@fieldwork/runtime";
import { countDeadUnder, type Db } from "@fieldwork/store";

/** A name for what a record is asked under: the definition, its models, and how they are reached. */
export function askedUnder(enrichment: Enrichment, providers: Pick<Providers, "identity">): string {
  const { promptVersion, route, maxOutputTokens } = enrichment;
  const identities = route.map((model) => providers.identity(laneOf(model)));
  return stableHash([promptVersion, route, maxOutputTokens, identities]).slice(0, 12);
}

/** How many records died under a definition or settings that have changed since, by enrichment. */
export async function findRevivable(
  db: Db,
  {
    enrichments,
    providers,
  }: { enrichments: readonly Enrichment[]; providers: Pick<Providers, "identity"> },
): Promise<{ enrichment: string; count: number }[]> {
  const now = new Map(enrichments.map((one) => [one.name, askedUnder(one, providers)]));
  const dead = await countDeadUnder(db);
  const changed = dead.filter(
    ({ enrichment, under }) => now.has(enrichment) && now.get(enrichment) !== under,
  );
  return [...Map.groupBy(changed, ({ enrichment }) => enrichment)].map(([enrichment, rows]) => ({
    enrichment,
    count: rows.reduce((sum, { count }) => sum + count, 0),
  }));
}
