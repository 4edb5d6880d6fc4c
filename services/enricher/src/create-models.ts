import { createPostgresBudget } from "@fieldwork/budget";
import type { Definitions } from "@fieldwork/enrichments";
import type { Admission } from "@fieldwork/limits";
import { createModelLayer, type ModelLayer, type Providers } from "@fieldwork/models";
import type { Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { gatheredEnough } from "./config.ts";

export interface CreateModelsDeps {
  providers: Providers;
  definitions: Pick<Definitions, "named">;
  database: Database;
  admission: Admission;
  /** How long single statements wait for others to share a round trip. */
  gatherMs: number;
  logger: Logger;
}

/** The model layer with the providers that the settings name, and its budget in PostgreSQL. */
export function createModels(deps: CreateModelsDeps): ModelLayer {
  const { providers, definitions, database, admission, gatherMs, logger } = deps;
  const tasks = { get: (name: string) => definitions.named(name, null) };
  return createModelLayer({
    providers: providers.create({ tasks }),
    prices: providers.prices,
    budget: createPostgresBudget({ database, gatherMs, gatheredEnough, logger }),
    admission,
    logger,
  });
}
