import { configureProviders } from "@fieldwork/models";
import { configError, type Environment, loadConfig } from "@fieldwork/runtime";
import type { z } from "zod";
import { enricherProcess } from "./config.ts";

/**
 * Settings, and whether the models that they name can be asked.
 *
 * @throws AppError `config_invalid` with everything that is wrong with them, at once.
 */
export async function loadEnricher(
  environment: Environment,
): Promise<{ config: z.infer<typeof enricherProcess> }> {
  const config = loadConfig(enricherProcess, environment);
  const problems = configureProviders(config).problems(config.FIELDWORK_ROUTE ?? []);
  if (problems.length > 0) throw configError(problems);
  return { config };
}
