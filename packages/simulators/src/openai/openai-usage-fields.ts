import type { Answer } from "../language-model/answer.ts";

/** The same counts in the words of either API. */
export interface UsageWords {
  input: string;
  output: string;
  inputDetails: string;
  outputDetails: string;
  /** Details of which there are always none. */
  none?: { input: Readonly<Record<string, 0>>; output: Readonly<Record<string, 0>> };
}

const wildTokens = 4_294_967_295;

/** What a reply tells of its usage and its service tier: the truth, unless told otherwise. */
export function usageFields(
  { tokens, misbehaviour }: Answer,
  words: UsageWords,
): { service_tier: string; usage?: Record<string, unknown> } {
  const { inputTokens, outputTokens, reasoningTokens } = tokens;
  const service_tier = misbehaviour === "dear-tier" ? "priority" : "default";
  if (misbehaviour === "no-usage") return { service_tier };
  const isOutside = misbehaviour === "reasoning-outside";
  const isWild = misbehaviour === "wild-usage";
  return {
    service_tier,
    usage: {
      [words.input]: isWild ? wildTokens : inputTokens,
      [words.output]: isOutside ? outputTokens - reasoningTokens : outputTokens,
      total_tokens: isWild ? wildTokens + outputTokens : inputTokens + outputTokens,
      ...detailsOf({ tokens, misbehaviour }, words),
    },
  };
}

function detailsOf(
  { tokens, misbehaviour }: Pick<Answer, "tokens" | "misbehaviour">,
  { inputDetails, outputDetails, none }: UsageWords,
): Record<string, unknown> {
  switch (misbehaviour) {
    case "bare-usage":
      return {};
    case "broken-usage":
      return {
        [inputDetails]: { cached_tokens: null, cache_write_tokens: "some" },
        [outputDetails]: { reasoning_tokens: -1.5 },
      };
    default:
      return {
        [inputDetails]: {
          cached_tokens: tokens.cachedTokens,
          cache_write_tokens: tokens.cacheWriteTokens,
          ...none?.input,
        },
        [outputDetails]: {
          reasoning_tokens: tokens.reasoningTokens,
          ...none?.output,
        },
      };
  }
}
