import { z } from "zod";

const nanoUsd = z.int().nonnegative();

const rates = z.strictObject({
  input: nanoUsd,
  cachedInput: nanoUsd,
  cacheWrite: nanoUsd,
  output: nanoUsd,
});

const datedRates = rates.extend({
  /** From this day (UTC) on; null: since the model exists. */
  effectiveFrom: z.iso.date().nullable(),
  longContext: rates.extend({ aboveInputTokens: z.int().positive() }).optional(),
});

const pricedModel = z.strictObject({
  model: z.string(),
  /** Other names of the same model at the same price. */
  aliases: z.array(z.string()),
  /** Any `<model>-YYYY-MM-DD` costs the same. */
  datedSnapshots: z.boolean(),
  /** Oldest first. */
  rates: z.array(datedRates).min(1),
});

/** A vendored table: nano-USD a token, with where the numbers come from. Made by `update-openai-prices.ts`. */
export const priceTable = z.strictObject({
  provider: z.string(),
  source: z.string(),
  licence: z.string(),
  vendorPages: z.array(z.url()),
  /** The day on which the table was last made. */
  checkedOn: z.iso.date(),
  models: z.array(pricedModel),
});
export type PriceTable = z.infer<typeof priceTable>;
export type PricedModel = z.infer<typeof pricedModel>;
export type DatedRates = z.infer<typeof datedRates>;
