import type { PicoUsd } from "@fieldwork/contracts";

/** Pico-USD a token: 1 USD for a million tokens is 1,000,000. */
export interface TokenRates {
  inputPicoUsd: PicoUsd;
  cachedInputPicoUsd: PicoUsd;
  /** Of what the vendor writes to its prompt cache and keeps for its usual time. */
  cacheWritePicoUsd: PicoUsd;
  /** Of writes by how long they are kept, such as `5m`, `1h`, `12h`. One not listed is as dear as the dearest. */
  cacheWritePicoUsdByLifetime?: Readonly<Record<string, PicoUsd>> | undefined;
  /** Reasoning included. */
  outputPicoUsd: PicoUsd;
}

/** What one service tier charges. */
export interface TierPrice extends TokenRates {
  /** Other rates for the whole request when it has more input tokens than this. */
  longContext?: (TokenRates & { aboveInputTokens: number }) | undefined;
}

/** What one model charges: in the standard tier, unless told. */
export interface ModelPrice extends TierPrice {
  /** By the names of tiers in replies. None: the model costs the same in any tier. */
  tiers?: Readonly<Record<string, TierPrice>> | undefined;
  /** Added by hosts that keep to one region. */
  regionalPercent?: number | undefined;
}

/** A price of our own for a model that no table knows, such as one on a server of ours. */
export type DeclaredPrice = {
  provider: string;
  /** `*`: every model of the provider. */
  model: string;
} & ({ free: true } | { free?: false; price: ModelPrice });

export const freePrice: ModelPrice = {
  inputPicoUsd: 0n,
  cachedInputPicoUsd: 0n,
  cacheWritePicoUsd: 0n,
  outputPicoUsd: 0n,
};

export function ratesFor(inputTokens: number, { longContext, ...rates }: TierPrice): TokenRates {
  const isLong = longContext !== undefined && inputTokens > longContext.aboveInputTokens;
  return isLong ? longContext : rates;
}

export function cacheWriteRates(rates: TokenRates): PicoUsd[] {
  return [rates.cacheWritePicoUsd, ...Object.values(rates.cacheWritePicoUsdByLifetime ?? {})];
}

const standardTiers = new Set(["default", "standard"]);

/**
 * The tiers whose price a call may have been charged, of which the dearest counts: the standard one,
 * which is asked for, and the one that the vendor says it used. Of one that is not known, all of them.
 */
export function tiersFor(
  serviceTier: string | undefined,
  price: ModelPrice,
): { tiers: TierPrice[]; isKnown: boolean } {
  const { tiers } = price;
  if (tiers === undefined || serviceTier === undefined || standardTiers.has(serviceTier)) {
    return { tiers: [price], isKnown: true };
  }
  const used = Object.hasOwn(tiers, serviceTier) ? tiers[serviceTier] : undefined;
  return used
    ? { tiers: [price, used], isKnown: true }
    : { tiers: allTiers(price), isKnown: false };
}

export function allTiers(price: ModelPrice): TierPrice[] {
  return [price, ...Object.values(price.tiers ?? {})];
}

const wholeBasisPoints = 10_000n;

/** A price with so many hundredths of a percent taken off each of its rates. Pure. */
export function discountedPrice(price: ModelPrice, basisPoints = 0): ModelPrice {
  if (basisPoints === 0) return price;
  const left = wholeBasisPoints - BigInt(basisPoints);
  // Rounded up: no rate is lower than what was agreed.
  const off = (rate: PicoUsd): PicoUsd => (rate * left + wholeBasisPoints - 1n) / wholeBasisPoints;
  const rates = (full: TokenRates): TokenRates => ({
    inputPicoUsd: off(full.inputPicoUsd),
    cachedInputPicoUsd: off(full.cachedInputPicoUsd),
    cacheWritePicoUsd: off(full.cacheWritePicoUsd),
    cacheWritePicoUsdByLifetime: eachOf(full.cacheWritePicoUsdByLifetime, off),
    outputPicoUsd: off(full.outputPicoUsd),
  });
  const tier = ({ longContext, ...standard }: TierPrice): TierPrice => ({
    ...rates(standard),
    ...(longContext && {
      longContext: { ...rates(longContext), aboveInputTokens: longContext.aboveInputTokens },
    }),
  });
  return { ...price, ...tier(price), tiers: eachOf(price.tiers, tier) };
}

function eachOf<One>(
  named: Readonly<Record<string, One>> | undefined,
  change: (one: One) => One,
): Record<string, One> | undefined {
  return (
    named && Object.fromEntries(Object.entries(named).map(([name, one]) => [name, change(one)]))
  );
}
