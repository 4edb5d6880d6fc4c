import type { ModelUsage } from "./usage-book.ts";

/** Pico-USD a token: 1 USD for a million tokens is 1,000,000. */
export interface TokenPrice {
  inputPicoUsd: bigint;
  /** As other input, when left out. */
  cachedInputPicoUsd?: bigint | undefined;
  /** As other input, when left out. */
  cacheWritePicoUsd?: bigint | undefined;
  /** Reasoning included. */
  outputPicoUsd: bigint;
  /** Above this the whole request has other rates. */
  longContext?: { aboveInputTokens: number } | undefined;
}

/** By model, as it was asked for. */
export type TokenPrices = Readonly<Record<string, TokenPrice>>;

/**
 * What a vendor with these prices would bill in the standard tier, in nano-USD. Pure.
 * @throws Error for a model without a price, and for a request in the range of long contexts.
 */
export function costOf(usage: Readonly<Record<string, ModelUsage>>, prices: TokenPrices): bigint {
  const picoUsd = Object.entries(usage)
    .filter(([, { calls }]) => calls > 0)
    .reduce((sum, [model, used]) => sum + costOfModel(model, used, prices[model]), 0n);
  return (picoUsd + 999n) / 1000n;
}

function costOfModel(model: string, used: ModelUsage, price: TokenPrice | undefined): bigint {
  if (!price) throw new Error(`${model} has no price`);
  const { inputPicoUsd, outputPicoUsd, longContext } = price;
  const { cachedInputPicoUsd = inputPicoUsd, cacheWritePicoUsd = inputPicoUsd } = price;
  if (longContext && used.largestInputTokens > longContext.aboveInputTokens) {
    throw new Error(`${model} was asked in a long context, which sums cannot price`);
  }
  const plainTokens = used.inputTokens - used.cachedTokens - used.cacheWriteTokens;
  return (
    BigInt(plainTokens) * inputPicoUsd +
    BigInt(used.cachedTokens) * cachedInputPicoUsd +
    BigInt(used.cacheWriteTokens) * cacheWritePicoUsd +
    BigInt(used.outputTokens) * outputPicoUsd
  );
}
