import type { ModelRef } from "../model-ref.ts";
import { ProviderError } from "../provider-error.ts";
import { providerKinds } from "../providers/registry.ts";
import {
  type DeclaredPrice,
  discountedPrice,
  freePrice,
  type ModelPrice,
  type TierPrice,
  type TokenRates,
} from "./model-price.ts";
import type { DatedRates, ListedRates, PricedModel, PriceTable, TierRates } from "./price-table.ts";

export interface Prices {
  /**
   * What a model charges on a day. Declared prices come before the vendored table, which comes before
   * a provider's being free.
   *
   * @throws ProviderError `unpriced`: an unknown price is never taken for 0, nor is that of a model
   * that has been shut down for one; then `details.ended` says when, and which model is in its place.
   */
  priceOf(ref: ModelRef, at: Date): ModelPrice;
  /** What the vendor's list says of a model besides its price; undefined: no list knows it. */
  factsOf?(ref: ModelRef): ModelFacts | undefined;
}

export type ModelFacts = Pick<
  PricedModel,
  "capabilities" | "contextTokens" | "deprecated" | "ended"
>;

export function createPrices({
  tables = providerKinds.flatMap((kind) => ("prices" in kind ? (kind.prices ?? []) : [])),
  declared = [],
  discounts = {},
  freeProviders = [],
}: {
  /** What vendors list; unless told, all that are known. */
  tables?: readonly PriceTable[];
  declared?: readonly DeclaredPrice[];
  /** What was agreed with a provider, in hundredths of a percent off its list; what is declared stays as it is. */
  discounts?: Readonly<Record<string, number>>;
  /** Servers of one's own: what has no price there costs nothing. */
  freeProviders?: readonly string[];
} = {}): Prices {
  const declaredOf = new Map(declared.map((one) => [`${one.provider}/${one.model}`, one]));
  const modelOf = new Map(
    tables.flatMap(({ provider, models }) =>
      models.flatMap((one) =>
        [one.model, ...one.aliases].map((name) => [`${provider}/${name}`, one] as const),
      ),
    ),
  );

  const snapshots = new Map<string, PricedModel | undefined>();
  const listedAs = ({ provider, model }: ModelRef) => {
    const name = `${provider}/${model}` as const;
    const listed = modelOf.get(name);
    if (listed) return listed;
    if (!snapshots.has(name)) snapshots.set(name, snapshotOf(modelOf, provider, model));
    return snapshots.get(name);
  };

  return {
    factsOf: listedAs,
    priceOf: onceADay(({ provider, model }, at) => {
      const own = declaredOf.get(`${provider}/${model}`) ?? declaredOf.get(`${provider}/*`);
      if (own) return own.free ? freePrice : own.price;
      const listed = listedAs({ provider, model });
      if (listed?.ended && listed.ended.on <= dayOf(at))
        throw priceOfEnded(provider, model, listed);
      const rates = listed && ratesOn(listed, at);
      if (rates) return discountedPrice(toModelPrice(rates, listed), discounts[provider]);
      if (freeProviders.includes(provider)) return freePrice;
      const problem = `no price is known for ${provider}/${model}; declare one, or declare it free`;
      throw unpriced(problem, { provider, model });
    }),
  };
}

const dayMs = 86_400_000;

/** A model's price is looked up for each of its calls, and changes with the day at most. */
function onceADay(priceOf: Prices["priceOf"]): Prices["priceOf"] {
  const known = new Map<string, { day: number; price: ModelPrice }>();
  return (ref, at) => {
    const key = `${ref.provider}/${ref.model}`;
    const day = Math.floor(at.getTime() / dayMs);
    const found = known.get(key);
    if (found?.day === day) return found.price;
    const price = priceOf(ref, at);
    known.set(key, { day, price });
    return price;
  };
}

function priceOfEnded(provider: string, model: string, { ended }: PricedModel): ProviderError {
  const problem = `${provider}/${model} was shut down on ${ended?.on}; ask ${provider}/${ended?.successor} in its place, or declare a price where a server still has it`;
  return unpriced(problem, { provider, model, details: { ended } });
}

// Only a change of the configuration helps: the lane is closed, and the record waits.
function unpriced(
  problem: string,
  of: ModelRef & { details?: Readonly<Record<string, unknown>> },
): ProviderError {
  return new ProviderError(problem, { ...of, reason: "unpriced", outcome: "not-sent" });
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function snapshotOf(
  modelOf: ReadonlyMap<string, PricedModel>,
  provider: string,
  model: string,
): PricedModel | undefined {
  const base = /^(.+?)-(?:\d{4}-\d{2}-\d{2}|\d{8})$/.exec(model)?.[1];
  const listed = base === undefined ? undefined : modelOf.get(`${provider}/${base}`);
  return listed?.datedSnapshots ? listed : undefined;
}

function ratesOn({ rates }: PricedModel, at: Date): DatedRates | undefined {
  return rates.findLast(({ effectiveFrom }) => (effectiveFrom ?? "") <= dayOf(at));
}

function toModelPrice(
  { tiers, batch: _, ...standard }: DatedRates,
  { regionalPercent }: PricedModel,
): ModelPrice {
  return {
    ...toTierPrice(standard),
    ...(tiers && {
      tiers: Object.fromEntries(
        Object.entries(tiers).map(([name, rates]) => [name, toTierPrice(rates)]),
      ),
    }),
    ...(regionalPercent !== undefined && { regionalPercent }),
  };
}

function toTierPrice({ longContext, ...rates }: TierRates): TierPrice {
  return {
    ...toTokenRates(rates),
    ...(longContext && {
      longContext: {
        ...toTokenRates(longContext),
        aboveInputTokens: longContext.aboveInputTokens,
      },
    }),
  };
}

function toTokenRates(rates: ListedRates): TokenRates {
  const { input, cachedInput, cacheWrite, cacheWriteByLifetime: lifetimes, output } = rates;
  return {
    inputPicoUsd: BigInt(input),
    cachedInputPicoUsd: BigInt(cachedInput),
    cacheWritePicoUsd: BigInt(cacheWrite),
    ...(lifetimes && {
      cacheWritePicoUsdByLifetime: Object.fromEntries(
        Object.entries(lifetimes).map(([lifetime, rate]) => [lifetime, BigInt(rate)]),
      ),
    }),
    outputPicoUsd: BigInt(output),
  };
}
