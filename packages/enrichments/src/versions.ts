import { stableHash } from "@fieldwork/runtime";
import { type DefinitionContent, definitionContent, type Enrichment } from "./definition.ts";
import { renderInstructions } from "./render-instructions.ts";

/** An enrichment from the content of its files, now or when they were released. Pure. */
export function enrichmentFrom(content: DefinitionContent): Enrichment {
  return { ...content, hash: shortHash(content), promptVersion: promptVersionOf(content) };
}

/** An enrichment as it was released under this hash; undefined if this version cannot read it. Pure. */
export function releasedEnrichment(content: unknown, hash: string): Enrichment | undefined {
  const { data } = definitionContent.safeParse(content);
  return data && { ...enrichmentFrom(data), hash };
}

/** An enrichment from content that somebody sends; undefined if this version cannot read it. Pure. */
export function proposedEnrichment(content: unknown): Enrichment | undefined {
  const { data } = definitionContent.safeParse(content);
  return data && enrichmentFrom(data);
}

/** The part of an enrichment that is released. */
export function contentOf({
  hash: _,
  promptVersion: __,
  ...content
}: Enrichment): DefinitionContent {
  return content;
}

/** The enrichments with other models to ask, under the same definitions. */
export function withRoute(
  enrichments: readonly Enrichment[],
  route: readonly string[] | undefined,
): Enrichment[] {
  return enrichments.map((one) => (route === undefined ? one : { ...one, route: [...route] }));
}

/** It changes with what a model is told and may learn from, and with nothing else. */
function promptVersionOf(content: DefinitionContent): string {
  const { inputs, outputs, examples, vocabulary } = content;
  const asked = outputs.map(
    ({
      policy: _,
      reviewBelow: __,
      conflicts: ___,
      companions: ____,
      writes: _____,
      label: ______,
      ...output
    }) => output,
  );
  const learnt = vocabulary === undefined ? [examples] : [examples, vocabulary];
  return shortHash([renderInstructions(content), inputs, asked, ...learnt]);
}

function shortHash(value: unknown): string {
  return stableHash(value).slice(0, 12);
}
