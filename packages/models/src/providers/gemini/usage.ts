import { z } from "zod";
import { count } from "../../exchange/counts.ts";
import type { TokenUsage } from "../../model-provider.ts";

const usageMetadata = z
  .object({
    promptTokenCount: count,
    candidatesTokenCount: count,
    thoughtsTokenCount: count,
    toolUsePromptTokenCount: count,
    cachedContentTokenCount: count,
    totalTokenCount: count,
    serviceTier: z.string().optional().catch(undefined),
  })
  .partial();

/**
 * The usage that a reply reports. Gemini counts thoughts beside the output, and what tools gave back
 * beside the input; a count of zero is left out. If the total says more, the output is larger. Null if
 * it reports no input. Pure.
 */
export function usageFromMetadata(metadata: unknown): TokenUsage | null {
  const told = usageMetadata.safeParse(metadata).data;
  const { promptTokenCount: prompt, totalTokenCount: total, serviceTier: tier } = told ?? {};
  const { candidatesTokenCount: candidates, thoughtsTokenCount: thoughts } = told ?? {};
  // With neither of them, nobody says how much was written.
  const isTold = [total, candidates, thoughts].some((one) => one !== undefined);
  if (prompt === undefined || !isTold) return null;
  const inputTokens = prompt + (told?.toolUsePromptTokenCount ?? 0);
  const written = (candidates ?? 0) + (thoughts ?? 0);
  return {
    ...{ inputTokens, cachedInputTokens: told?.cachedContentTokenCount ?? 0 },
    outputTokens: Math.max(written, (total ?? 0) - inputTokens),
    reasoningTokens: thoughts ?? 0,
    ...(tier && { serviceTier: tier.trim().toLowerCase() }),
  };
}
