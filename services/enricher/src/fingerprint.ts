import type { Enrichment } from "@fieldwork/enrichments";
import { stableHash } from "@fieldwork/runtime";

/**
 * Identifies one question: what is asked (instructions, inputs, outputs and what may be learnt from,
 * all covered by the prompt version) about which complete, rendered inputs. Equal fingerprints have one
 * answer, whichever record asks, and whichever model may answer.
 */
export function fingerprintOf(
  { name, promptVersion }: Pick<Enrichment, "name" | "promptVersion">,
  renderedInput: string,
): string {
  return stableHash([name, promptVersion, renderedInput]);
}
