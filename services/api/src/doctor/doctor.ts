import { findBudgets } from "@fieldwork/budget";
import { type Crms, namesConnections, readCrms } from "@fieldwork/crm";
import { type Enrichment, findRoute, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { findProviders, modelSettings } from "@fieldwork/models";
import { type Environment, failureText, type Logger, loadConfig } from "@fieldwork/runtime";
import type { Database, Db } from "@fieldwork/store";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { examineBackends } from "./examine-backends.ts";
import { examineDisk, examineStore } from "./examine-store.ts";
import { type Finding, look } from "./finding.ts";
import { testConnections } from "./test-connections.ts";

export interface DoctorDeps {
  environment: Environment;
  /** Or why it cannot be opened. */
  store: ExaminedStore | { failure: unknown };
  redisUrl: string | undefined;
  brokers: readonly string[] | undefined;
  logger: Logger;
}

interface ExaminedStore {
  database: Database;
  /** Where the embedded line keeps everything; undefined where PostgreSQL is elsewhere. */
  dataFolder?: string | undefined;
}

/** Looks at everything that a line depends on: what is wrong, and what to do. It changes nothing. */
export async function examine(deps: DoctorDeps): Promise<Finding[]> {
  const { store, redisUrl, logger } = deps;
  const opened = "failure" in store ? undefined : store;
  const configured = await examineConfiguration(deps.environment);
  const { crms, enrichments } = configured;
  const logins = opened && createConnectionLogins(opened.database);
  const found = await Promise.all([
    "failure" in store ? [unopened(store.failure, deps.environment)] : examineStore(store.database),
    opened?.dataFolder === undefined ? [] : examineDisk(opened.dataFolder),
    examineBackends({ ...deps, database: opened?.database ?? noDatabase }),
    crms && enrichments
      ? look("connections", () => testConnections({ crms, enrichments, redisUrl, logins, logger }))
      : [],
  ]);
  const node: Finding = { of: "Node.js", state: "fine", told: process.version };
  return [node, ...configured.findings, ...found.flat()];
}

function unopened(failure: unknown, { DATABASE_URL: url }: Environment): Finding {
  const remedy = "See that it runs, and that DATABASE_URL has its address, role and password";
  const told = failureText(failure);
  return { of: "PostgreSQL", state: "wrong", told, ...(url && { remedy }) };
}

/** Looking at Kafka keeps nothing. */
const noDatabase: Db = { query: async () => [] };

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
