import type { Enrichment } from "@fieldwork/enrichments";
import { stableHash } from "@fieldwork/runtime";
import type { Prompt } from "./render-prompt.ts";

/**
 * Identifies one question: what is asked (instructions, inputs, outputs and what may be learnt from,
 * all covered by the prompt version) about which complete, rendered inputs. Equal fingerprints have one
 * answer, whichever record asks, and whichever model may answer. An answer has the values that were
 * masked, so records share one only if they have these in common too. An answer that is asked for one
 * work alone is shared with none.
 */
export function fingerprintOf(
  { name, promptVersion }: Pick<Enrichment, "name" | "promptVersion">,
  { input, masks }: Pick<Prompt, "input" | "masks">,
  askedFor: string | undefined = undefined,
): string {
  const behind = masks.length === 0 ? [] : [stableHash(masks.map(({ value }) => value))];
  const alone = askedFor === undefined ? [] : [["asked for", askedFor]];
  return stableHash([name, promptVersion, input, ...behind, ...alone]);
}
