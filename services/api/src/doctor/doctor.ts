import { findBudgets } from "@fieldwork/budget";
import { type Crms, namesConnections, readCrms } from "@fieldwork/crm";
import { type Enrichment, findRoute, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { findProviders, modelSettings } from "@fieldwork/models";
import { type Environment, type Logger, loadConfig } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { examineBackends } from "./examine-backends.ts";
import { examineDisk, examineStore } from "./examine-store.ts";
import { type Finding, look } from "./finding.ts";
import { testConnections } from "./test-connections.ts";

export interface DoctorDeps {
  environment: Environment;
  database: Database;
  /** Where the embedded line keeps everything; undefined where PostgreSQL is elsewhere. */
  dataFolder: string | undefined;
  redisUrl: string | undefined;
  brokers: readonly string[] | undefined;
  logger: Logger;
}

/** Looks at everything that a line depends on: what is wrong, and what to do. It changes nothing. */
export async function examine(deps: DoctorDeps): Promise<Finding[]> {
  const { dataFolder, redisUrl, logger } = deps;
  const configured = await examineConfiguration(deps.environment);
  const { crms, enrichments } = configured;
  const logins = createConnectionLogins(deps.database);
  const found = await Promise.all([
    examineStore(deps.database),
    dataFolder === undefined ? [] : examineDisk(dataFolder),
    examineBackends(deps),
    crms && enrichments
      ? look("connections", () => testConnections({ crms, enrichments, redisUrl, logins, logger }))
      : [],
  ]);
  const node: Finding = { of: "Node.js", state: "fine", told: process.version };
  return [node, ...configured.findings, ...found.flat()];
}

interface Configured {
  findings: Finding[];
  crms?: Crms;
  enrichments?: readonly Enrichment[];
}

/** Each part on its own, so that one mistake hides no other. */
async function examineConfiguration(environment: Environment): Promise<Configured> {
  const configured: Configured = { findings: [] };
  async function part(of: string, work: () => Promise<string>): Promise<void> {
    const found = await look(of, async () => [{ of, state: "fine", told: await work() }]);
    configured.findings.push(...found);
  }
  await part("connections", async () => {
    if (!(await namesConnections(environment)))
      return "none is configured here: npm start simulates some until config/connections.yaml is written";
    configured.crms = await readCrms(environment);
    return configured.crms.connections.map(({ name }) => name).join(", ");
  });
  await part("enrichments", async () => {
    const { mappings } = configured.crms ?? {};
    configured.enrichments = await loadConfiguredEnrichments(environment, mappings);
    return configured.enrichments.map(({ name }) => name).join(", ");
  });
  await part("models", async () => {
    const settings = loadConfig(modelSettings, environment);
    const { providers } = await findProviders(environment, settings);
    const route = await findRoute(environment);
    const routed = route ?? (configured.enrichments ?? []).flatMap((one) => one.route);
    const problems = providers.problems([...new Set(routed)]);
    if (problems.length === 0) return [...new Set(routed)].join(", ");
    throw new Error(
      problems.map(({ what, problem, remedy }) => `${what} ${problem}. ${remedy}`).join("\n"),
    );
  });
  await part("budgets", async () => {
    const budgets = await findBudgets(environment, {});
    return budgets.length === 0 ? "one for everything" : `${budgets.length} in models.yaml`;
  });
  return configured;
}
