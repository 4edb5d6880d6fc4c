import type { Enrichment } from "@fieldwork/enrichments";
import { stableHash } from "@fieldwork/runtime";

/**
 * Names one question: what is asked (the enrichment's prompt version and route) about which complete,
 * rendered inputs. Equal fingerprints have one answer, whichever record asks.
 */
export function fingerprintOf(
  { name, promptVersion, route }: Pick<Enrichment, "name" | "promptVersion" | "route">,
  renderedInput: string,
): string {
  return stableHash([name, promptVersion, route, renderedInput]);
}
