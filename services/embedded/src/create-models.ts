import { createPostgresBudget } from "@fieldwork/enricher";
import type { Enrichment } from "@fieldwork/enrichments";
import {
  type BaselineTask,
  createBaselineProvider,
  createInProcessAdmission,
  createModelLayer,
  createOpenaiProvider,
  createPrices,
  type DeclaredPrice,
  type ModelLayer,
  type ModelProvider,
} from "@fieldwork/models";
import type { Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import type { ModelChoice } from "./choose-line.ts";
import type { EmbeddedConfig } from "./config.ts";

/** The route that every enrichment takes under a choice of model; undefined keeps each its own. */
export function routeOf(model: ModelChoice): string[] | undefined {
  return model.kind === "openai" ? [`openai/${model.model}`] : undefined;
}

export interface CreateModelsDeps {
  config: EmbeddedConfig;
  model: ModelChoice;
  enrichments: readonly Enrichment[];
  database: Database;
  logger: Logger;
}

/** The model layer with the providers that the settings name. */
export function createModels(deps: CreateModelsDeps): ModelLayer {
  const { config, model, enrichments, database, logger } = deps;
  const tasks = new Map<string, BaselineTask>(enrichments.map((one) => [one.name, one]));
  const providers: ModelProvider[] = [createBaselineProvider({ tasks })];
  if (model.kind === "openai") providers.push(openaiProvider(model));
  return createModelLayer({
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    prices: createPrices({ declared: declaredPrices(config, model) }),
    budget: createPostgresBudget({ database, gatherMs: config.GATHER_MS }),
    admission: createInProcessAdmission({
      limits: { openai: { concurrency: config.OPENAI_CONCURRENCY } },
    }),
    logger,
  });
}

function openaiProvider({
  apiKey,
  baseUrl,
  api,
}: Extract<ModelChoice, { kind: "openai" }>): ModelProvider {
  const mode = api === "chat" ? "chat-completions" : "responses";
  return createOpenaiProvider({ apiKey, mode, ...(baseUrl !== undefined && { baseUrl }) });
}

/** A price that the settings give for the one model in use. */
function declaredPrices(config: EmbeddedConfig, model: ModelChoice): DeclaredPrice[] {
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
