import type { Enrichment } from "./definition.ts";

/** The lane of a model: there is one for each provider. `openai/gpt-5-mini` runs in `openai`. */
export function laneOf(model: string): string {
  return model.slice(0, model.indexOf("/"));
}

/** Every lane that the enrichments' routes can lead to. */
export function lanesOf(enrichments: readonly Pick<Enrichment, "route">[]): string[] {
  return [...new Set(enrichments.flatMap(({ route }) => route.map(laneOf)))];
}
