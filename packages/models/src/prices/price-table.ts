import { z } from "zod";

const picoUsd = z.int().nonnegative();

const rates = z.strictObject({
  input: picoUsd,
  cachedInput: picoUsd,
  cacheWrite: picoUsd,
  /** Of writes that are kept so long, where the vendor tells them apart. */
  cacheWriteByLifetime: z.record(z.string(), picoUsd).optional(),
  output: picoUsd,
});

const tierRates = rates.extend({
  longContext: rates.extend({ aboveInputTokens: z.int().positive() }).optional(),
});

const datedRates = tierRates.extend({
  /** From this day (UTC) on; null: since the model exists. */
  effectiveFrom: z.iso.date().nullable(),
  /** By name. What stands beside them is the standard tier's. */
  tiers: z.record(z.string(), tierRates).optional(),
  /** Of calls that are handed in together and answered within a day. */
  batch: tierRates.optional(),
});

const pricedModel = z.strictObject({
  model: z.string(),
  /** Other names of the same model at the same price. */
  aliases: z.array(z.string()),
  /** Any `<model>-YYYY-MM-DD` or `<model>-YYYYMMDD` costs the same. */
  datedSnapshots: z.boolean(),
  /** What it can be asked for: an answer by a schema that the vendor holds it to, a call of a tool. */
  capabilities: z.array(z.enum(["schema", "tools"])),
  /** Input and output together; absent: the list does not say. */
  contextTokens: z.int().positive().optional(),
  /** The vendor has announced its end. */
  deprecated: z.literal(true).optional(),
  /** Added by hosts that keep to one region. */
  regionalPercent: z.int().positive().optional(),
  /** The vendor has shut it down on this day, and names another in its place. */
  ended: z.strictObject({ on: z.iso.date(), successor: z.string() }).optional(),
  /** Oldest first. */
  rates: z.array(datedRates).min(1),
});

/** A vendored table: pico-USD a token, with where the numbers come from. Made by `update/main.ts`. */
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
export type TierRates = z.infer<typeof tierRates>;
export type ListedRates = z.infer<typeof rates>;
