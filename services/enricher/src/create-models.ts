import type { Definitions } from "@fieldwork/enrichments";
import { type Admission, type LimitTable, windowsFrom } from "@fieldwork/limits";
import {
  createBaselineProvider,
  createModelLayer,
  createOpenaiProvider,
  type ModelLayer,
  type ModelProvider,
  providerScope,
} from "@fieldwork/models";
import type { Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { type ModelSettings, openaiKeyFrom, pricesFrom } from "./model-settings.ts";
import { createPostgresBudget } from "./postgres-budget.ts";

export interface CreateModelsDeps {
  settings: ModelSettings;
  definitions: Pick<Definitions, "named">;
  database: Database;
  admission: Admission;
  /** How long single statements wait for others to share a round trip. */
  gatherMs: number;
  logger: Logger;
}

// Of a provider at its limit: what a backfill leaves to live work, and the other way round.
const shares = { live: 4, backfill: 1 };

/** The limits of each provider, for whichever admission keeps them. */
export function admissionLimits(settings: ModelSettings): LimitTable {
  const windows = windowsFrom({
    concurrency: settings.OPENAI_CONCURRENCY ?? "adaptive",
    requestsPerMinute: settings.OPENAI_REQUESTS_PER_MINUTE,
    inputTokensPerMinute: settings.OPENAI_INPUT_TOKENS_PER_MINUTE,
    outputTokensPerMinute: settings.OPENAI_OUTPUT_TOKENS_PER_MINUTE,
  });
  return { [providerScope("openai")]: { windows, shares } };
}

/** The model layer with the providers that the settings name, and its budget in PostgreSQL. */
export function createModels(deps: CreateModelsDeps): ModelLayer {
  const { settings, definitions, database, admission, gatherMs, logger } = deps;
  const tasks = { get: (name: string) => definitions.named(name, null) };
  const providers: ModelProvider[] = [createBaselineProvider({ tasks })];
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API: api } = settings;
  const apiKey = openaiKeyFrom(settings);
  if (apiKey !== undefined) {
    providers.push(
      createOpenaiProvider({
        apiKey,
        ...(api !== undefined && { mode: api === "chat" ? "chat-completions" : "responses" }),
        ...(baseUrl !== undefined && { baseUrl }),
      }),
    );
  }
  return createModelLayer({
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    prices: pricesFrom(settings),
    budget: createPostgresBudget({ database, gatherMs, logger }),
    admission,
    logger,
  });
}
