import { z } from "zod";

/** USD for a million tokens, as decimal text: exact, whatever its digits. */
const usdPerMtok = z.string();
const amount = z.union([
  usdPerMtok,
  z.object({
    base: usdPerMtok,
    tiers: z.array(z.object({ start: z.number(), price: usdPerMtok })),
  }),
]);
export type GenaiAmount = z.infer<typeof amount>;

export const genaiModelPrices = z.object({
  input_mtok: amount,
  cache_read_mtok: amount.optional(),
  cache_write_mtok: amount.optional(),
  cache_write_1h_mtok: amount.optional(),
  output_mtok: amount,
});
export type GenaiModelPrices = z.infer<typeof genaiModelPrices>;

const startDate = z.object({ start_date: z.iso.date() });
const datedPrices = z.object({ constraint: startDate.nullish(), prices: genaiModelPrices });

/** Prices of some calls; what it leaves out is as in others. */
const priceVariant = z.object({
  when: z.record(z.string(), z.string()),
  prices: genaiModelPrices.partial(),
  constraint: startDate.nullish(),
});
export type GenaiPriceVariant = z.infer<typeof priceVariant>;

/** One model of genai-prices, of which we read the names, the token prices and what it holds. */
export const genaiModel = z.object({
  id: z.string(),
  match: z.unknown(),
  context_window: z.int().positive().nullish(),
  deprecated: z.boolean().nullish(),
  prices: z.union([z.array(datedPrices), genaiModelPrices]),
  price_variants: z.array(priceVariant).nullish(),
});
export type GenaiModel = z.infer<typeof genaiModel>;

/** One vendor of genai-prices. */
export const genaiProvider = z.object({
  pricing_urls: z.array(z.url()),
  models: z.array(z.looseObject({ id: z.string() })),
});

const matcher = z.union([
  z.object({ equals: z.string() }),
  z.object({ regex: z.string() }),
  z.object({ starts_with: z.string() }),
]);
export type GenaiMatcher = z.infer<typeof matcher>;

/** The ways of naming a model that we understand; others are left out. */
export function matchersOf(match: unknown): GenaiMatcher[] {
  const either = z.object({ or: z.array(z.unknown()) }).safeParse(match);
  return (either.success ? either.data.or : [match]).flatMap((part) => {
    const parsed = matcher.safeParse(part);
    return parsed.success ? [parsed.data] : [];
  });
}
