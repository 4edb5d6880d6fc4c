import { findRoute } from "@fieldwork/enrichments";
import { findProviders, type Providers } from "@fieldwork/models";
import { configError, type Environment, loadAll, loadConfig } from "@fieldwork/runtime";
import type { z } from "zod";
import { enricherProcess } from "./config.ts";

export interface LoadedEnricher {
  config: z.infer<typeof enricherProcess>;
  providers: Providers;
  /** The models to ask in place of each enrichment's own route. */
  route: readonly string[] | undefined;
}

/**
 * Settings, and whether the models that they name can be asked.
 *
 * @throws AppError `config_invalid` with everything that is wrong with them.
 */
export async function loadEnricher(environment: Environment): Promise<LoadedEnricher> {
  const config = (async () => loadConfig(enricherProcess, environment))();
  const found = config.then((settings) => findProviders(environment, settings));
  const route = await findRoute(environment);
  return loadAll({
    config: () => config,
    // With wrong settings, models cannot be checked.
    async providers() {
      await config.catch(() => undefined);
      const { providers } = await found;
      const problems = providers.problems(route ?? []);
      if (problems.length > 0) throw configError(problems);
      return providers;
    },
    route: () => route,
  });
}
