import { type CommonLimits, type LimitWindow, windowsFrom } from "@fieldwork/limits";
import type { DeclaredPrice, ModelPrice } from "../prices/model-price.ts";
import type { EntryLimits, EntryPrice, ProviderEntry } from "./provider-entry.ts";
import type { ConfiguredProvider } from "./provider-kind.ts";

type LimitsAndPrices = Pick<
  ConfiguredProvider,
  "windows" | "modelWindows" | "declaredPrices" | "discountBasisPoints" | "priceRemedy"
>;

/** The limits and prices of an entry, which are read in the same way for all kinds. Pure. */
export function limitsAndPrices({
  name,
  limits,
  discountPercent = 0,
  models = [],
}: ProviderEntry): LimitsAndPrices {
  return {
    discountBasisPoints: Math.round(discountPercent * 100),
    windows: windowsOf(limits, { concurrency: "adaptive" }),
    modelWindows: Object.fromEntries(
      models.flatMap((one) => (one.limits ? [[one.name, windowsOf(one.limits)]] : [])),
    ),
    declaredPrices: models.flatMap((model): DeclaredPrice[] => {
      const ref = { provider: name, model: model.name };
      if (model.free) return [{ ...ref, free: true }];
      return model.price === undefined ? [] : [{ ...ref, price: toModelPrice(model.price) }];
    }),
    priceRemedy: `write its price, or free: true, under models of ${name} in models.yaml`,
  };
}

/** A list of windows is complete; otherwise what is left out has its default. */
function windowsOf(limits: EntryLimits = {}, byDefault: CommonLimits = {}): LimitWindow[] {
  return Array.isArray(limits) ? limits : windowsFrom({ ...byDefault, ...limits });
}

function toModelPrice({ input, output, cachedInput, cacheWrite }: EntryPrice): ModelPrice {
  return {
    inputPicoUsd: input,
    outputPicoUsd: output,
    cachedInputPicoUsd: cachedInput ?? input,
    cacheWritePicoUsd: cacheWrite ?? input,
  };
}
