import { type Enrichment, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { configError, type Environment, loadAll, loadConfig } from "@fieldwork/runtime";
import type { z } from "zod";
import { enricherProcess } from "./config.ts";
import { type ModelSettings, modelProblems } from "./model-settings.ts";

/**
 * Settings, definitions, and whether the models of the routes can be asked.
 *
 * @throws AppError `config_invalid` with everything that is wrong with them, at once.
 */
export async function loadEnricher(
  environment: Environment,
): Promise<{ config: z.infer<typeof enricherProcess>; enrichments: Enrichment[] }> {
  const config = (async () => loadConfig(enricherProcess, environment))();
  const enrichments = loadConfiguredEnrichments(environment);
  return loadAll({
    config: () => config,
    enrichments: () => enrichments,
    models: () => checkModels(config, enrichments),
  });
}

/**
 * Throws what keeps the models from being asked. Wrong settings tell nothing of models; of wrong
 * definitions the routes are not known, but all else is.
 */
export async function checkModels(
  loadingSettings: Promise<ModelSettings>,
  loadingEnrichments: Promise<readonly Pick<Enrichment, "route">[]>,
): Promise<void> {
  const settings = await loadingSettings.catch(() => undefined);
  if (settings === undefined) return;
  const enrichments = await loadingEnrichments.catch(() => []);
  const models = new Set(enrichments.flatMap(({ route }) => route));
  const problems = modelProblems(settings, [...models]);
  if (problems.length > 0) throw configError(problems);
}
