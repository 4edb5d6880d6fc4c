import type { Answer } from "../language-model/answer.ts";

/** The same counts in the words of either API. */
interface UsageWords {
  input: string;
  output: string;
  /** Details of which there are always none. */
  none?: { input: readonly string[]; output: readonly string[] };
}

const wildTokens = 4_294_967_295;

/** What a reply tells of its usage and its service tier: the truth, unless told otherwise. */
export function usageFields(
  { tokens, misbehaviour }: Answer,
  words: UsageWords,
): Record<string, unknown> {
  const { input, output } = words;
  const { inputTokens, outputTokens, reasoningTokens } = tokens;
  const tier = { service_tier: misbehaviour === "dear-tier" ? "priority" : "default" };
  if (misbehaviour === "no-usage") return tier;
  const isOutside = misbehaviour === "reasoning-outside";
  const isWild = misbehaviour === "wild-usage";
  return {
    ...tier,
    usage: {
      [`${input}_tokens`]: isWild ? wildTokens : inputTokens,
      [`${output}_tokens`]: isOutside ? outputTokens - reasoningTokens : outputTokens,
      total_tokens: isWild ? wildTokens + outputTokens : inputTokens + outputTokens,
      ...detailsOf({ tokens, misbehaviour }, words),
    },
  };
}

function detailsOf(
  { tokens, misbehaviour }: Pick<Answer, "tokens" | "misbehaviour">,
  { input, output, none = { input: [], output: [] } }: UsageWords,
): Record<string, unknown> {
  switch (misbehaviour) {
    case "bare-usage":
      return {};
    case "broken-usage":
      return {
        [`${input}_tokens_details`]: { cached_tokens: null, cache_write_tokens: "some" },
        [`${output}_tokens_details`]: { reasoning_tokens: -1.5 },
      };
    default:
      return {
        [`${input}_tokens_details`]: {
          cached_tokens: tokens.cachedTokens,
          cache_write_tokens: tokens.cacheWriteTokens,
          ...zeros(none.input),
        },
        [`${output}_tokens_details`]: {
          reasoning_tokens: tokens.reasoningTokens,
          ...zeros(none.output),
        },
      };
  }
}

function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]));
}
