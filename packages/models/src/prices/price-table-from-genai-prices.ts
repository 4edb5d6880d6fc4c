import {
  type GenaiAmount,
  type GenaiMatcher,
  type GenaiModel,
  type GenaiModelPrices,
  type GenaiPriceVariant,
  genaiModelPrices,
  matchersOf,
} from "./genai-prices.ts";
import type { ListedRates, PricedModel, TierRates } from "./price-table.ts";

/** What the price list does not say of a model, and its source says. */
export interface KnownModel extends Pick<PricedModel, "model" | "regionalPercent" | "ended"> {
  /** Both unless told. */
  capabilities?: PricedModel["capabilities"];
  /** USD for a million tokens that are kept in the cache so long, in the standard tier. */
  cacheWriteUsdPerMtok?: Readonly<Record<string, string>>;
}

/**
 * A model's entry in our table: its prices from genai-prices, the rest as we know it. Throws when a
 * price is finer than a pico-USD a token, or of a kind that is not understood.
 */
export function pricedModelFrom(
  { id, match, prices, price_variants, context_window, deprecated }: GenaiModel,
  { cacheWriteUsdPerMtok, capabilities = ["schema", "tools"], ...known }: KnownModel,
): PricedModel {
  const dated = Array.isArray(prices) ? prices : [{ prices, constraint: undefined }];
  const matchers = matchersOf(match);
  const names = matchers.flatMap((one) => ("equals" in one ? [one.equals] : []));
  return {
    ...known,
    capabilities,
    ...(context_window && { contextTokens: context_window }),
    ...(deprecated && { deprecated }),
    aliases: names.filter((name) => name !== id).toSorted(),
    datedSnapshots: matchers.some((one) => namesSnapshots(id, one)),
    rates: dated.map(({ constraint, prices: one }, index) => {
      const standard = tierFrom(one);
      // Only today's variants are told.
      const isToday = index === dated.length - 1;
      const variants = isToday ? (price_variants ?? []) : [];
      const tiers = tiersFrom(one, variants);
      const batch = batchFrom(one, variants);
      const withLifetimes = (tier: TierRates) => addLifetimes(tier, standard, cacheWriteUsdPerMtok);
      return {
        effectiveFrom: constraint?.start_date ?? null,
        ...withLifetimes(standard),
        ...(Object.keys(tiers).length > 0 && { tiers: mapValues(tiers, withLifetimes) }),
        ...(batch && { batch: withLifetimes(batch) }),
      };
    }),
  };
}

function namesSnapshots(id: string, matcher: GenaiMatcher): boolean {
  if ("regex" in matcher) return /\\d\{8\}\$$|-\\d\{4\}-\\d\{2\}-\\d\{2\}\$$/.test(matcher.regex);
  return "starts_with" in matcher && [id, `${id}-`].includes(matcher.starts_with);
}

/** By the names that replies use; batches are another way of asking, not a tier. */
function tiersFrom(
  prices: GenaiModelPrices,
  variants: readonly GenaiPriceVariant[],
): Record<string, TierRates> {
  const tiers: Record<string, TierRates> = {};
  for (const { when, prices: changed } of variants) {
    const { service_tier: name, ...others } = when;
    if (name === undefined || name === "default" || Object.keys(others).length > 0) continue;
    tiers[name] = tierFrom(genaiModelPrices.parse({ ...prices, ...changed }));
  }
  return tiers;
}

/** The last that is told: it holds today. */
function batchFrom(
  prices: GenaiModelPrices,
  variants: readonly GenaiPriceVariant[],
): TierRates | undefined {
  const told = variants.findLast(
    ({ when }) => when.processing === "batch" && Object.keys(when).length === 1,
  );
  return told && tierFrom(genaiModelPrices.parse({ ...prices, ...told.prices }));
}

function tierFrom(prices: GenaiModelPrices): TierRates {
  const start = longContextStart(prices);
  const base = ratesAt(prices, (price) => (typeof price === "string" ? price : price.base));
  if (start === undefined) return base;
  return { ...base, longContext: { aboveInputTokens: start, ...ratesAt(prices, onlyTierOf) } };
}

function ratesAt(prices: GenaiModelPrices, of: (price: GenaiAmount) => string): ListedRates {
  const { input_mtok, cache_read_mtok, cache_write_mtok, output_mtok } = prices;
  const { cache_write_1h_mtok: hour } = prices;
  const cacheWrite = picoUsdPerToken(of(cache_write_mtok ?? input_mtok));
  return {
    input: picoUsdPerToken(of(input_mtok)),
    cachedInput: picoUsdPerToken(of(cache_read_mtok ?? input_mtok)),
    cacheWrite,
    ...(hour && { cacheWriteByLifetime: { "5m": cacheWrite, "1h": picoUsdPerToken(of(hour)) } }),
    output: picoUsdPerToken(of(output_mtok)),
  };
}

function longContextStart(prices: GenaiModelPrices): number | undefined {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === "string" || price === undefined ? [] : price.tiers.map(({ start }) => start),
  );
  return starts.length === 0 ? undefined : Math.min(...starts);
}

function onlyTierOf(price: GenaiAmount): string {
  if (typeof price === "string") return price;
  const [only, ...more] = price.tiers;
  if (only === undefined || more.length > 0)
    throw new Error("more than one long context is listed");
  return only.price;
}

/** Longer lifetimes keep their proportion to the usual one, whatever the tier and the context. */
function addLifetimes(
  tier: TierRates,
  standard: ListedRates,
  usdPerMtok: KnownModel["cacheWriteUsdPerMtok"],
): TierRates {
  if (usdPerMtok === undefined) return tier;
  const lifetimesOf = ({ cacheWrite }: ListedRates) =>
    mapValues(usdPerMtok, (usd) => (picoUsdPerToken(usd) * cacheWrite) / standard.cacheWrite);
  const { longContext } = tier;
  return {
    ...tier,
    cacheWriteByLifetime: lifetimesOf(tier),
    ...(longContext && {
      longContext: { ...longContext, cacheWriteByLifetime: lifetimesOf(longContext) },
    }),
  };
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function picoUsdPerToken(usdPerMtok: string): number {
  const [, whole = "", fraction = ""] = /^(\d{1,6})(?:\.(\d{1,6}?)0*)?$/.exec(usdPerMtok) ?? [];
  if (whole === "") {
    throw new Error(
      `${usdPerMtok} USD per million tokens is not a whole number of pico-USD per token`,
    );
  }
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, "0"));
}
