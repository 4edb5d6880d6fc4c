import type { Enrichment } from "@fieldwork/enrichments";
import { stableHash } from "@fieldwork/runtime";
import type { Prompt } from "./render-prompt.ts";

/**
 * Identifies one question: what is asked (instructions, inputs, outputs and what may be learnt from,
 * all covered by the prompt version) about which complete, rendered inputs. Equal fingerprints have one
 * answer, whichever record asks, and whichever model may answer. An answer has the values that were
 * masked, so records share one only if they have these in common too.
 */
export function fingerprintOf(
  { name, promptVersion }: Pick<Enrichment, "name" | "promptVersion">,
  { input, masks }: Pick<Prompt, "input" | "masks">,
): string {
  const behind = masks.length === 0 ? [] : [stableHash(masks.map(({ value }) => value))];
  return stableHash([name, promptVersion, input, ...behind]);
}
