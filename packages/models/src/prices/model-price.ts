import type { NanoUsd } from "@fieldwork/contracts";
import type { TokenUsage } from "../model-provider.ts";

/** Whole nano-USD a token: 1 USD for a million tokens is 1000. */
export interface TokenRates {
  inputNanoUsd: NanoUsd;
  cachedInputNanoUsd: NanoUsd;
  cacheWriteNanoUsd: NanoUsd;
  /** Reasoning included. */
  outputNanoUsd: NanoUsd;
}

/** What one model charges. */
export interface ModelPrice extends TokenRates {
  /** Other rates for the whole request when it has more input tokens than this. */
  longContext?: (TokenRates & { aboveInputTokens: number }) | undefined;
}

/**
 * Input tokens that a vendor may count beyond the request's text: its framing of turns and schema.
 * Generous: measured framings are a few dozen.
 */
const framingTokens = 512;

/** The cost of one attempt, in nano-USD. Pure. */
export function costNanoUsd(usage: TokenUsage, price: ModelPrice): NanoUsd {
  const { inputTokens, outputTokens } = usage;
  const cached = Math.min(usage.cachedInputTokens, inputTokens);
  const written = Math.min(usage.cacheWriteTokens ?? 0, inputTokens - cached);
  const rates = ratesFor(inputTokens, price);
  return (
    BigInt(inputTokens - cached - written) * rates.inputNanoUsd +
    BigInt(cached) * rates.cachedInputNanoUsd +
    BigInt(written) * rates.cacheWriteNanoUsd +
    BigInt(outputTokens) * rates.outputNanoUsd
  );
}

/**
 * No less than an attempt can cost: every byte of the request an input token at the dearest input
 * rate, and the whole cap of output. A token is at least one byte, so this holds for every tokenizer.
 */
export function upperBoundNanoUsd(
  { requestBytes, maxOutputTokens }: { requestBytes: number; maxOutputTokens: number },
  price: ModelPrice,
): NanoUsd {
  const inputTokens = upperBoundInputTokens(requestBytes);
  const { longContext } = price;
  const isLong = longContext !== undefined && inputTokens > longContext.aboveInputTokens;
  const rates = isLong ? [price, longContext] : [price];
  return (
    BigInt(inputTokens) * highest(rates.map(dearestInput)) +
    BigInt(maxOutputTokens) * highest(rates.map(({ outputNanoUsd }) => outputNanoUsd))
  );
}

export function upperBoundInputTokens(requestBytes: number): number {
  return requestBytes + framingTokens;
}

function ratesFor(inputTokens: number, price: ModelPrice): TokenRates {
  const { longContext } = price;
  return longContext !== undefined && inputTokens > longContext.aboveInputTokens
    ? longContext
    : price;
}

function dearestInput(rates: TokenRates): NanoUsd {
  return highest([rates.inputNanoUsd, rates.cachedInputNanoUsd, rates.cacheWriteNanoUsd]);
}

function highest(amounts: readonly NanoUsd[]): NanoUsd {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
}
