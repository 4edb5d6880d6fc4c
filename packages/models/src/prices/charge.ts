import { type NanoUsd, nanoFromPico, type PicoUsd } from "@fieldwork/contracts";
import type { TokenUsage } from "../model-provider.ts";
import { boundUsage, type RequestBounds } from "./bound-usage.ts";
import {
  allTiers,
  cacheWriteRates,
  type ModelPrice,
  ratesFor,
  type TierPrice,
  type TokenRates,
  tiersFor,
} from "./model-price.ts";

/** A request and all that its price depends on before it is answered. */
export interface PricedRequest extends RequestBounds {
  price: ModelPrice;
  /** Of the host that it is sent to, where that keeps to one. */
  region?: string | undefined;
}

export interface Charge {
  costNanoUsd: NanoUsd;
  /** As it was charged. */
  usage: TokenUsage;
  /** What the vendor told and cannot be: charged at what it can be at most. */
  beyondBound: readonly ("input" | "output" | "billed" | "service-tier" | "server-tools")[];
}

/**
 * What an answered attempt is charged: what its tokens cost, or what the vendor says it billed, if that
 * is more; never more than the upper bound. Pure.
 */
export function chargeOf(told: TokenUsage, request: PricedRequest): Charge {
  const { price } = request;
  const region = told.region ?? request.region;
  const { usage, beyond } = boundUsage(told, request);
  const { tiers, isKnown } = tiersFor(usage.serviceTier, price);
  const picoUsd = highest(tiers.map((tier) => tokensPicoUsd(usage, tier)));
  const costNanoUsd = inRegion(picoUsd, { price, region });
  const bill = billWithin(request, usage.billedNanoUsd);
  return {
    costNanoUsd: bill.isBeyond ? bill.nanoUsd : highest([costNanoUsd, bill.nanoUsd]),
    usage: region === undefined ? usage : { ...usage, region },
    beyondBound: [
      ...beyond,
      ...(bill.isBeyond ? (["billed"] as const) : []),
      ...(isKnown ? [] : (["service-tier"] as const)),
      // None was asked for, and what they cost stands in no table but the vendor's own bill.
      ...(usage.serverToolCalls && usage.billedNanoUsd === undefined
        ? (["server-tools"] as const)
        : []),
    ],
  };
}

/** What the vendor says it billed, at most the upper bound. */
function billWithin(
  request: PricedRequest,
  told: number | undefined,
): { nanoUsd: NanoUsd; isBeyond: boolean } {
  if (told === undefined) return { nanoUsd: 0n, isBeyond: false };
  const [billed, most] = [BigInt(told), upperBoundNanoUsd(request)];
  return billed > most ? { nanoUsd: most, isBeyond: true } : { nanoUsd: billed, isBeyond: false };
}

/**
 * No less than an attempt can cost: the most input tokens that the request can have and the
 * whole cap of output, at the dearest rates of any tier, context, cache and region that can apply. Pure.
 */
export function upperBoundNanoUsd(request: PricedRequest): NanoUsd {
  const { inputTokensAtMost: inputTokens, price } = request;
  const { inputPicoUsd, outputPicoUsd } = dearestRates(price, inputTokens);
  return inRegion(
    BigInt(inputTokens) * inputPicoUsd + BigInt(request.maxOutputTokens) * outputPicoUsd,
    request,
  );
}

interface DearestRates extends Pick<TokenRates, "inputPicoUsd" | "outputPicoUsd"> {
  /** With more input, rates of long contexts may apply. */
  upToTokens: number;
}

// Of a price's short contexts, which most calls have.
const dearest = new WeakMap<ModelPrice, DearestRates>();

function dearestRates(price: ModelPrice, inputTokens: number): DearestRates {
  const known = dearest.get(price);
  if (known && inputTokens <= known.upToTokens) return known;
  const tiers = allTiers(price);
  const rates = tiers.flatMap((tier) => ratesUpTo(inputTokens, tier));
  const upToTokens = Math.min(
    ...tiers.map(({ longContext }) => longContext?.aboveInputTokens ?? Number.POSITIVE_INFINITY),
  );
  const found = {
    inputPicoUsd: highest(rates.flatMap(inputRates)),
    outputPicoUsd: highest(rates.map(({ outputPicoUsd }) => outputPicoUsd)),
    upToTokens,
  };
  if (inputTokens <= upToTokens) dearest.set(price, found);
  return found;
}

function tokensPicoUsd(usage: TokenUsage, tier: TierPrice): PicoUsd {
  const { inputTokens, cachedInputTokens, cacheWriteTokens = 0, outputTokens } = usage;
  const rates = ratesFor(inputTokens, tier);
  const plainTokens = inputTokens - cachedInputTokens - cacheWriteTokens;
  return (
    BigInt(plainTokens) * rates.inputPicoUsd +
    BigInt(cachedInputTokens) * rates.cachedInputPicoUsd +
    cacheWritesPicoUsd(usage, rates) +
    BigInt(outputTokens) * rates.outputPicoUsd
  );
}

function cacheWritesPicoUsd(
  { cacheWriteTokens = 0, cacheWriteTokensByLifetime = {} }: TokenUsage,
  rates: TokenRates,
): PicoUsd {
  const { cacheWritePicoUsd, cacheWritePicoUsdByLifetime: byLifetime = {} } = rates;
  const told = Object.entries(cacheWriteTokensByLifetime);
  const usualTokens = told.reduce((left, [, tokens]) => left - tokens, cacheWriteTokens);
  return told.reduce((sum, [lifetime, tokens]) => {
    const listed = Object.hasOwn(byLifetime, lifetime) ? byLifetime[lifetime] : undefined;
    return sum + BigInt(tokens) * (listed ?? highest(cacheWriteRates(rates)));
  }, BigInt(usualTokens) * cacheWritePicoUsd);
}

/** What vendors call it when a call may be answered anywhere, or when they do not tell regions apart. */
const worldwide: ReadonlySet<string | undefined> = new Set([undefined, "global", "not_available"]);

function inRegion(
  picoUsd: PicoUsd,
  { price, region }: Pick<PricedRequest, "price" | "region">,
): NanoUsd {
  const percent = worldwide.has(region) ? 0n : BigInt(price.regionalPercent ?? 0);
  // In hundredths of a pico-USD until the one rounding.
  return nanoFromPico((picoUsd * (100n + percent) + 99n) / 100n);
}

function ratesUpTo(inputTokens: number, tier: TierPrice): TokenRates[] {
  const { longContext } = tier;
  const canBeLong = longContext !== undefined && inputTokens > longContext.aboveInputTokens;
  return canBeLong ? [tier, longContext] : [tier];
}

function inputRates(rates: TokenRates): PicoUsd[] {
  return [rates.inputPicoUsd, rates.cachedInputPicoUsd, ...cacheWriteRates(rates)];
}

function highest(amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
}
