import { type BudgetedNames, findBudgets } from "@fieldwork/budget";
import { type Crms, findCrms, readCrms } from "@fieldwork/crm";
import { findRoute, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { budgetedNames } from "@fieldwork/models";
import {
  createLogger,
  type Environment,
  loadAll,
  loadConfig,
  loadWithSecrets,
} from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { prepare, prepareConfig, prepareConnections, releaseConfig } from "../prepare.ts";
import { commandActor } from "../who/principal.ts";
import { type Release, releaseFromFiles } from "./release-from-files.ts";

export interface FilesRelease {
  isDryRun: boolean;
  by: string;
  variables: Environment;
}

/** Releases the definitions of the configuration that is here. */
export async function releaseDefinitions(
  database: Database,
  { isDryRun, by, variables }: FilesRelease,
): Promise<Release> {
  const { config, crms, enrichments } = await loadWithSecrets(variables, (env) =>
    loadAll({
      config: () => loadConfig(releaseConfig, env),
      ...definitionsBeside(findCrms(env), env),
    }),
  );
  const logger = createLogger({ service: "release", level: "warn" });
  const prepareFields = async () => {
    if (config.WRITE_MODE !== "apply") return;
    const logins = createConnectionLogins(database);
    await prepareConnections({ config, crms, enrichments, logins, logger });
  };
  const actor = commandActor();
  return releaseFromFiles(database, { isDryRun, by, actor, enrichments, prepareFields });
}

/** Prepares what the settings name, for the services of the production layout. */
export async function prepareFromSettings(variables: Environment): Promise<string> {
  const loaded = await loadWithSecrets(variables, async (env) => {
    const definitions = definitionsBeside(readCrms(env), env);
    return loadAll({
      config: () => loadConfig(prepareConfig, env),
      budgets: async () => findBudgets(env, await namesIn(definitions, env)),
      ...definitions,
    });
  });
  return prepare({ ...loaded, logger: createLogger({ service: "prepare", level: "warn" }) });
}

/** The CRMs, and the enrichments checked against what is read from them. */
function definitionsBeside(crms: Promise<Crms>, env: Environment) {
  // Wrong connections are reported on their own.
  const known = crms.catch(() => undefined);
  const enrichments = known.then((one) => loadConfiguredEnrichments(env, one?.mappings));
  return { crms: () => crms, enrichments: () => enrichments };
}

/** What budgets may name. Other mistakes are reported on their own. */
async function namesIn(
  { crms, enrichments }: ReturnType<typeof definitionsBeside>,
  env: Environment,
): Promise<BudgetedNames> {
  const known = await crms().catch(() => undefined);
  return budgetedNames(env, {
    connections: known?.connections.map(({ name }) => name),
    enrichments: await enrichments().catch(() => undefined),
    route: await findRoute(env),
  });
}
