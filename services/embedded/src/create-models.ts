import { createPostgresBudget } from "@fieldwork/enricher";
import type { Enrichment } from "@fieldwork/enrichments";
import {
  type BaselineTask,
  createBaselineProvider,
  createInProcessAdmission,
  createModelLayer,
  createOpenaiProvider,
  createPrices,
  type ModelLayer,
  type ModelProvider,
} from "@fieldwork/models";
import type { Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import type { EmbeddedConfig } from "./config.ts";
import { declaredPrices } from "./declared-prices.ts";
import type { ModelChoice } from "./model-choice.ts";

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
  return createOpenaiProvider({
    apiKey,
    ...(api !== undefined && { mode: api === "chat" ? "chat-completions" : "responses" }),
    ...(baseUrl !== undefined && { baseUrl }),
  });
}
