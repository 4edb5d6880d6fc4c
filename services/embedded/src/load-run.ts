import { type Enrichment, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { configureProviders, openaiKeyFrom } from "@fieldwork/models";
import { configError, type Environment, loadAll } from "@fieldwork/runtime";
import type { EmbeddedConfig } from "./config.ts";
import type { RunCrms } from "./run-crms.ts";

/** What a run works with: settled before anything starts. */
export interface LoadedRun {
  config: EmbeddedConfig;
  /** Asked in place of each enrichment's own route; undefined: the offline baseline answers. */
  route: readonly string[] | undefined;
  enrichments: readonly Enrichment[];
  crms: RunCrms;
}

export interface RunLoads {
  /** The variables, which name the definitions of enrichments. */
  environment: Environment;
  config: () => EmbeddedConfig;
  crms: () => Promise<RunCrms>;
  /** Throws what is wrong with the arguments. */
  args?: () => void;
}

/**
 * Settings, definitions and connections.
 *
 * @throws AppError `config_invalid` with everything that is wrong with them, at once.
 */
export async function loadRun(loads: RunLoads): Promise<LoadedRun> {
  const { environment, config: load, crms, args } = loads;
  const config = (async () => load())();
  // Of wrong settings no route is known; what else is wrong is told all the same.
  const route = config.then(routeOf, () => undefined);
  const opened = crms();
  // Wrong connections are told of by themselves.
  const mappings = opened.then(
    (known) => known.mappings,
    () => undefined,
  );
  const loaded = await loadAll({
    args: () => args?.(),
    config: () => config,
    crms: () => opened,
    enrichments: async () => loadConfiguredEnrichments(environment, (await mappings)?.inputProblem),
    models: async () => {
      const settings = await config.catch(() => undefined);
      if (settings) checkSettings(settings, (await route) ?? []);
    },
  });
  return { ...loaded, route: await route };
}

function routeOf(config: EmbeddedConfig): string[] | undefined {
  const asksModel = openaiKeyFrom(config) !== undefined || config.OPENAI_BASE_URL !== undefined;
  return asksModel ? [`openai/${config.OPENAI_MODEL}`] : undefined;
}

function checkSettings(config: EmbeddedConfig, route: readonly string[]): void {
  const problems = configureProviders(config).problems(route);
  if (config.DATABASE_ADMIN_URL !== undefined && config.DATABASE_URL === undefined) {
    problems.push({
      what: "DATABASE_ADMIN_URL",
      problem: "is set, and DATABASE_URL is not",
      remedy: "Set DATABASE_URL to the same database as another role, or leave both out",
    });
  }
  if (problems.length > 0) throw configError(problems);
}
