import { z } from "zod";
import type { DatedRates, PricedModel } from "./price-table.ts";

const amount = z.union([
  z.number(),
  z.object({
    base: z.number(),
    tiers: z.array(z.object({ start: z.number(), price: z.number() })),
  }),
]);
type Amount = z.infer<typeof amount>;

const modelPrices = z.object({
  input_mtok: amount,
  cache_read_mtok: amount.optional(),
  cache_write_mtok: amount.optional(),
  output_mtok: amount,
});
type ModelPrices = z.infer<typeof modelPrices>;

const datedPrices = z.object({
  constraint: z.object({ type: z.literal("start_date"), start_date: z.iso.date() }).optional(),
  prices: modelPrices,
});

const matcher = z.union([
  z.object({ equals: z.string() }),
  z.object({ regex: z.string() }),
  z.object({ starts_with: z.string() }),
]);

/** One model of genai-prices, of which we read the names and the token prices in USD per million. */
export const genaiModel = z.object({
  id: z.string(),
  match: z.union([matcher, z.object({ or: z.array(z.unknown()) }), z.unknown()]),
  prices: z.union([z.array(datedPrices), modelPrices]),
});
export type GenaiModel = z.infer<typeof genaiModel>;

/** A model's entry in our table. Throws when a price is no whole number of nano-USD a token. */
export function pricedModelFrom({ id, match, prices }: GenaiModel): PricedModel {
  const dated = Array.isArray(prices) ? prices : [{ prices, constraint: undefined }];
  const { names, hasSnapshots } = readMatch(id, match);
  return {
    model: id,
    aliases: names.filter((name) => name !== id).toSorted(),
    datedSnapshots: hasSnapshots,
    rates: dated.map(({ constraint, prices: one }) => ({
      effectiveFrom: constraint?.start_date ?? null,
      ...ratesFrom(one),
    })),
  };
}

function readMatch(id: string, match: unknown): { names: string[]; hasSnapshots: boolean } {
  const either = z.object({ or: z.array(z.unknown()) }).safeParse(match);
  const parts = (either.success ? either.data.or : [match]).flatMap((part) => {
    const parsed = matcher.safeParse(part);
    return parsed.success ? [parsed.data] : [];
  });
  return {
    names: parts.flatMap((part) => ("equals" in part ? [part.equals] : [])),
    hasSnapshots: parts.some((part) => namesSnapshots(id, part)),
  };
}

function namesSnapshots(id: string, part: z.infer<typeof matcher>): boolean {
  if ("regex" in part) return part.regex.endsWith("-\\d{4}-\\d{2}-\\d{2}$");
  return "starts_with" in part && part.starts_with === `${id}-`;
}

function ratesFrom(prices: ModelPrices): Omit<DatedRates, "effectiveFrom"> {
  const start = tierStart(prices);
  const base = ratesAt(prices, baseOf);
  if (start === undefined) return base;
  // Their start 271999 and 272000 both stand for prompts of more than about 272,000 tokens.
  return { ...base, longContext: { aboveInputTokens: start, ...ratesAt(prices, dearestOf) } };
}

function ratesAt(prices: ModelPrices, of: (price: Amount) => number) {
  const { input_mtok, cache_read_mtok, cache_write_mtok, output_mtok } = prices;
  return {
    input: nanoUsdPerToken(of(input_mtok)),
    cachedInput: nanoUsdPerToken(of(cache_read_mtok ?? input_mtok)),
    cacheWrite: nanoUsdPerToken(of(cache_write_mtok ?? input_mtok)),
    output: nanoUsdPerToken(of(output_mtok)),
  };
}

function tierStart(prices: ModelPrices): number | undefined {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === "number" || price === undefined ? [] : price.tiers.map(({ start }) => start),
  );
  return starts.length === 0 ? undefined : Math.min(...starts);
}

function baseOf(price: Amount): number {
  return typeof price === "number" ? price : price.base;
}

function dearestOf(price: Amount): number {
  return typeof price === "number" ? price : Math.max(...price.tiers.map((tier) => tier.price));
}

function nanoUsdPerToken(usdPerMillion: number): number {
  const nano = usdPerMillion * 1000;
  const whole = Math.round(nano);
  if (Math.abs(nano - whole) > 1e-6) {
    throw new Error(
      `${usdPerMillion} USD per million tokens is no whole number of nano-USD a token`,
    );
  }
  return whole;
}
