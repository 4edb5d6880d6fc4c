import type { ModelUsage } from "./openai-usage-book.ts";

/** Whole nano-USD a token: 1 USD for a million tokens is 1000. */
export interface TokenPrice {
  inputNanoUsd: bigint;
  /** As other input, when left out. */
  cachedInputNanoUsd?: bigint | undefined;
  /** As other input, when left out. */
  cacheWriteNanoUsd?: bigint | undefined;
  /** Reasoning included. */
  outputNanoUsd: bigint;
  /** Above this the whole request has other rates. */
  longContext?: { aboveInputTokens: number } | undefined;
}

/** By model, as it was asked for. */
export type TokenPrices = Readonly<Record<string, TokenPrice>>;

/**
 * What a vendor with these prices would bill, in nano-USD. Pure.
 * @throws Error for a model without a price, and for a request in the range of long contexts.
 */
export function costOf(usage: Readonly<Record<string, ModelUsage>>, prices: TokenPrices): bigint {
  return Object.entries(usage)
    .filter(([, { calls }]) => calls > 0)
    .reduce((sum, [model, used]) => sum + costOfModel(model, used, prices[model]), 0n);
}

function costOfModel(model: string, used: ModelUsage, price: TokenPrice | undefined): bigint {
  if (!price) throw new Error(`${model} has no price`);
  const { inputNanoUsd, outputNanoUsd, longContext } = price;
  const { cachedInputNanoUsd = inputNanoUsd, cacheWriteNanoUsd = inputNanoUsd } = price;
  if (longContext && used.largestInputTokens > longContext.aboveInputTokens) {
    throw new Error(`${model} was asked in a long context, which sums cannot price`);
  }
  const plainTokens = used.inputTokens - used.cachedTokens - used.cacheWriteTokens;
  return (
    BigInt(plainTokens) * inputNanoUsd +
    BigInt(used.cachedTokens) * cachedInputNanoUsd +
    BigInt(used.cacheWriteTokens) * cacheWriteNanoUsd +
    BigInt(used.outputTokens) * outputNanoUsd
  );
}
