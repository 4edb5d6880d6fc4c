import type { DeclaredPrice } from "@fieldwork/models";
import type { EmbeddedConfig } from "./config.ts";
import type { ModelChoice } from "./model-choice.ts";

/** The price that the settings give for the one model in use. */
export function declaredPrices(config: EmbeddedConfig, model: ModelChoice): DeclaredPrice[] {
  const { OPENAI_INPUT_USD_PER_MTOK: input, OPENAI_OUTPUT_USD_PER_MTOK: output } = config;
  if (model.kind !== "openai" || input === undefined || output === undefined) return [];
  const named = { provider: "openai", model: model.model };
  if (input === 0n && output === 0n) return [{ ...named, free: true }];
  const [inputNanoUsd, outputNanoUsd] = [perToken(input), perToken(output)];
  const rates = { cachedInputNanoUsd: inputNanoUsd, cacheWriteNanoUsd: inputNanoUsd };
  return [{ ...named, price: { inputNanoUsd, outputNanoUsd, ...rates } }];
}

const tokensPerMtok = 1_000_000n;

/** Rounded up: a price is never taken for less than it is. */
function perToken(nanoUsdPerMtok: bigint): bigint {
  return (nanoUsdPerMtok + tokensPerMtok - 1n) / tokensPerMtok;
}
