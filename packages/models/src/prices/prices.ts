import { AppError } from "@fieldwork/runtime";
import type { ModelRef } from "../model-ref.ts";
import type { ModelPrice, TokenRates } from "./model-price.ts";
import openaiTable from "./openai-prices.json" with { type: "json" };
import { type DatedRates, type PricedModel, priceTable } from "./price-table.ts";

/** A price of our own for a model that no table knows, such as one on a server of ours. */
export type DeclaredPrice = {
  provider: string;
  /** `*`: every model of the provider. */
  model: string;
} & ({ free: true } | { free?: false; price: ModelPrice });

export interface Prices {
  /**
   * What a model charges on a day. Declared prices come before the vendored table.
   *
   * @throws AppError `price_unknown`: an unknown price is never taken for 0.
   */
  priceOf(ref: ModelRef, at: Date): ModelPrice;
}

/** The cheapest current model of OpenAI that answers by strict schema. */
export const defaultOpenaiModel = "gpt-6-luna";

// The lane of a model without a price stays closed: only a change of the configuration helps.
const closeLaneMs = 600_000;

export function createPrices({
  declared = [],
}: {
  declared?: readonly DeclaredPrice[];
} = {}): Prices {
  const declaredOf = new Map(declared.map((one) => [`${one.provider}/${one.model}`, one]));
  const table = priceTable.parse(openaiTable);
  const modelOf = new Map(
    table.models.flatMap((one) =>
      [one.model, ...one.aliases].map((name) => [`${table.provider}/${name}`, one] as const),
    ),
  );

  return {
    priceOf({ provider, model }, at) {
      const own = declaredOf.get(`${provider}/${model}`) ?? declaredOf.get(`${provider}/*`);
      if (own) return own.free ? freePrice : own.price;
      const listed = modelOf.get(`${provider}/${model}`) ?? snapshotOf(modelOf, provider, model);
      const rates = listed && ratesOn(listed, at);
      if (rates) return toModelPrice(rates);
      throw new AppError(
        `no price is known for ${provider}/${model}; declare one, or declare it free`,
        {
          code: "price_unknown",
          retryable: false,
          details: { provider, model, closeLaneMs, outcome: "not-sent" },
        },
      );
    },
  };
}

function snapshotOf(
  modelOf: ReadonlyMap<string, PricedModel>,
  provider: string,
  model: string,
): PricedModel | undefined {
  const base = /^(.+)-\d{4}-\d{2}-\d{2}$/.exec(model)?.[1];
  const listed = base === undefined ? undefined : modelOf.get(`${provider}/${base}`);
  return listed?.datedSnapshots ? listed : undefined;
}

function ratesOn({ rates }: PricedModel, at: Date): DatedRates | undefined {
  const day = at.toISOString().slice(0, 10);
  return rates.findLast(({ effectiveFrom }) => effectiveFrom === null || effectiveFrom <= day);
}

const freePrice: ModelPrice = {
  inputNanoUsd: 0n,
  cachedInputNanoUsd: 0n,
  cacheWriteNanoUsd: 0n,
  outputNanoUsd: 0n,
};

function toModelPrice(rates: DatedRates): ModelPrice {
  const { longContext } = rates;
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

type ListedRates = Pick<DatedRates, "input" | "cachedInput" | "cacheWrite" | "output">;

function toTokenRates({ input, cachedInput, cacheWrite, output }: ListedRates): TokenRates {
  return {
    inputNanoUsd: BigInt(input),
    cachedInputNanoUsd: BigInt(cachedInput),
    cacheWriteNanoUsd: BigInt(cacheWrite),
    outputNanoUsd: BigInt(output),
  };
}
