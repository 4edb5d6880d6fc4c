import { type BudgetSpec, findBudgets } from "@fieldwork/budget";
import { type Enrichment, findRoute, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import {
  budgetedNames,
  defaultOpenaiModel,
  findProviders,
  findServedModel,
  modelsOfVariables,
  type Providers,
} from "@fieldwork/models";
import {
  type ConfigProblem,
  configError,
  type Environment,
  loadAll,
  readConfigPart,
} from "@fieldwork/runtime";
import type { EmbeddedConfig } from "./config.ts";
import type { RunCrms } from "./run-crms.ts";

/** The parts of a run that are known before anything starts. */
export interface LoadedRun {
  config: EmbeddedConfig;
  providers: Providers;
  /** The providers come from `models.yaml`, not from variables. */
  areInFile: boolean;
  /** The models to ask in place of each enrichment's own route. */
  route: readonly string[] | undefined;
  enrichments: readonly Enrichment[];
  /** What the files of definitions say by now. */
  readEnrichments: () => Promise<readonly Enrichment[]>;
  /** As models.yaml lists them. */
  budgets: readonly BudgetSpec[];
  crms: RunCrms;
}

export interface RunLoads {
  /** The environment, which names the definitions of enrichments. */
  environment: Environment;
  config: () => EmbeddedConfig;
  crms: () => Promise<RunCrms>;
  /** Throws what is wrong with the arguments. */
  args?: () => void;
}

/**
 * Settings, definitions, connections and model providers.
 *
 * @throws AppError `config_invalid` with everything that is wrong with them.
 */
export async function loadRun(loads: RunLoads): Promise<LoadedRun> {
  const { environment, config: load, crms, args } = loads;
  const config = (async () => withServedModel(load(), environment))();
  const opened = crms();
  // Wrong connections are reported on their own.
  const mappings = opened.then(
    (known) => known.mappings,
    () => undefined,
  );
  const readEnrichments = async () => loadConfiguredEnrichments(environment, await mappings);
  const enrichments = readEnrichments();
  // Other mistakes are reported on their own.
  const names = async () =>
    budgetedNames(environment, {
      connections: await opened.then(
        ({ connectionNames }) => connectionNames,
        () => undefined,
      ),
      enrichments: await enrichments.catch(() => undefined),
      route: await findRoute(environment),
    });
  const loaded = await loadAll({
    args: () => args?.(),
    config: () => config,
    crms: () => opened,
    enrichments: () => enrichments,
    budgets: async () => findBudgets(environment, await names()),
    models: () => loadModels(environment, config, enrichments),
  });
  return { ...loaded, ...loaded.models, readEnrichments };
}

/** With the model that a server of one's own has, where nobody names one. */
async function withServedModel(
  config: EmbeddedConfig,
  environment: Environment,
): Promise<EmbeddedConfig> {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, OPENAI_MODEL: named } = config;
  if (baseUrl === undefined || named !== defaultOpenaiModel) return config;
  if (environment.OPENAI_MODEL || (await isRouted(environment))) return config;
  const model = await findServedModel({ baseUrl, apiKey });
  return model === undefined ? config : { ...config, OPENAI_MODEL: model };
}

/** The configuration says which models are asked. */
async function isRouted(environment: Environment): Promise<boolean> {
  const given = await readConfigPart(environment, "models.yaml");
  return given !== undefined || (await findRoute(environment)) !== undefined;
}

/**
 * With wrong settings models cannot be checked, with wrong definitions routes cannot; the rest is
 * reported anyway.
 */
async function loadModels(
  environment: Environment,
  loading: Promise<EmbeddedConfig>,
  enrichments: Promise<readonly Enrichment[]>,
): Promise<Pick<LoadedRun, "providers" | "areInFile" | "route">> {
  const config = await loading.catch(() => undefined);
  const found = await findProviders(environment, config ?? {});
  const named = await findRoute(environment);
  const route = named ?? (found.areInFile || config === undefined ? undefined : routeOf(config));
  const own = (await enrichments.catch(() => [])).flatMap((one) => one.route);
  if (config !== undefined) {
    checkSettings(config, found.providers.problems([...new Set(route ?? own)]));
  }
  return { ...found, route };
}

/** With keys of several vendors, the next answers what the one before it did not. */
function routeOf(config: EmbeddedConfig): string[] | undefined {
  const models = modelsOfVariables(config);
  return models.length === 0 ? undefined : models.map(({ ref }) => ref);
}

function checkSettings(config: EmbeddedConfig, ofModels: readonly ConfigProblem[]): void {
  const problems = [...ofModels];
  if (config.DATABASE_ADMIN_URL !== undefined && config.DATABASE_URL === undefined) {
    problems.push({
      what: "DATABASE_ADMIN_URL",
      problem: "is set, and DATABASE_URL is not",
      remedy: "Set DATABASE_URL to the same database with another role, or leave both out",
    });
  }
  if (problems.length > 0) throw configError(problems);
}
