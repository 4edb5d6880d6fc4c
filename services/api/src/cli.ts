#!/usr/bin/env node
import { userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type BudgetedNames, findBudgets } from "@fieldwork/budget";
import { type Crms, findCrms, readCrms } from "@fieldwork/crm";
import { findRoute, loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { budgetedNames } from "@fieldwork/models";
import {
  createLogger,
  type Environment,
  failureText,
  loadAll,
  loadConfig,
  loadWithSecrets,
  printableText,
} from "@fieldwork/runtime";
import { parseAudit } from "./commands/audit-command.ts";
import { parseBackfill } from "./commands/backfill-command.ts";
import { parseBudget } from "./commands/budget-command.ts";
import { parseCases } from "./commands/cases-command.ts";
import type { Command } from "./commands/command.ts";
import { parseCompletion } from "./commands/completion-command.ts";
import { parseDlq } from "./commands/dlq-command.ts";
import { parseConnections, parseDoctor } from "./commands/doctor-command.ts";
import { parseErase } from "./commands/erase-command.ts";
import { parseHold, parseResume } from "./commands/hold-command.ts";
import { parseDefinitionsList, parseExplain, parseRetry } from "./commands/line-commands.ts";
import { parseNotices } from "./commands/notices-command.ts";
import { parseReview } from "./commands/review-command.ts";
import { type ClientCommand, parseStatus } from "./commands/status-command.ts";
import { parseTokens } from "./commands/tokens-command.ts";
import { parseUndo } from "./commands/undo-command.ts";
import { parseUsers } from "./commands/users-command.ts";
import { cliConfig } from "./config.ts";
import { releaseFromFiles } from "./definitions.ts";
import { errorFromApi, openClient } from "./open-client.ts";
import { type OpenStore, openStore } from "./open-store.ts";
import { prepare, prepareConfig, prepareConnections, releaseConfig } from "./prepare.ts";
import { prepareUsage, usage } from "./usage.ts";

try {
  const [command, ...rest] = process.argv.slice(2);
  const run = command === undefined ? undefined : commandOf(command, rest);
  if (run) process.stdout.write(`${printableText(await run())}\n`);
  else {
    const isHelp = command === "--help" || command === "-h";
    (isHelp ? process.stdout : process.stderr).write(usage);
    process.exitCode = isHelp ? 0 : 2;
  }
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}

/** Undefined if it is not one of our commands, or is written wrongly. */
function commandOf(command: string, args: string[]): (() => Promise<string>) | undefined {
  const [subject] = args;
  switch (command) {
    case "explain":
      return withCommand(parseExplain(args));
    case "retry":
      return withCommand(parseRetry(args));
    case "hold":
      return withClientCommand(parseHold(args));
    case "resume":
      return withClientCommand(parseResume(args));
    case "dlq":
      return withClientCommand(parseDlq(args));
    case "review":
      return withClientCommand(parseReview(args));
    case "backfill":
      return withCommand(parseBackfill(args));
    case "undo":
      return withCommand(parseUndo(args));
    case "cases":
      return withClientCommand(parseCases(args));
    case "notices":
      return withClientCommand(parseNotices(args));
    case "status":
      return withClientCommand(parseStatus(args));
    case "users":
      return withCommand(parseUsers(args));
    case "tokens":
      return withCommand(parseTokens(args));
    case "audit":
      return withCommand(parseAudit(args));
    case "doctor":
      return withCommand(parseDoctor(args, process.env));
    case "connections":
      return parseConnections(args, process.env);
    case "erase":
      return withCommand(parseErase(args));
    case "budget":
      return withCommand(parseBudget(args));
    case "definitions":
      return parseDefinitions(args);
    case "completion":
      return parseCompletion(args, usage);
    case "prepare":
      if (subject === "--help" || subject === "-h") return async () => prepareUsage;
      return args.length === 0 ? runPrepare : undefined;
    default:
      return undefined;
  }
}

function withClientCommand(
  command: ClientCommand | undefined,
): (() => Promise<string>) | undefined {
  return command && (() => withClient(command));
}

function withCommand(command: Command | undefined): (() => Promise<string>) | undefined {
  return command && (() => withStore(command));
}

function parseDefinitions(args: string[]): (() => Promise<string>) | undefined {
  if (args[0] !== "release") return withCommand(parseDefinitionsList(args));
  const options = parseRelease(args.slice(1));
  return options && (() => runRelease(options));
}

function parseRelease(args: string[]): { isDryRun: boolean; by: string } | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        "dry-run": { type: "boolean", default: false },
        by: { type: "string", default: userInfo().username },
      },
    });
    return { isDryRun: values["dry-run"], by: values.by };
  } catch {
    return undefined;
  }
}

async function withClient(use: ClientCommand): Promise<string> {
  const config = await loadWithSecrets(process.env, (env) => loadConfig(cliConfig, env));
  const { FIELDWORK_URL: url, FIELDWORK_TOKEN: token } = config;
  const client = await openClient({ url, token, checkoutDir: checkoutOf(config.FIELDWORK_HOME) });
  return use(client).catch((error: unknown) => {
    throw errorFromApi(error);
  });
}

function checkoutOf(home: string | undefined): string {
  return home ?? fileURLToPath(new URL("../../..", import.meta.url));
}

async function withStore(use: (store: OpenStore) => Promise<string>): Promise<string> {
  const config = await loadWithSecrets(process.env, (env) => loadConfig(cliConfig, env));
  const checkoutDir = checkoutOf(config.FIELDWORK_HOME);
  const store = await openStore(checkoutDir, config.DATABASE_URL);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

async function runRelease(options: { isDryRun: boolean; by: string }): Promise<string> {
  const { config, crms, enrichments } = await loadWithSecrets(process.env, (env) =>
    loadAll({
      config: () => loadConfig(releaseConfig, env),
      ...definitionsBeside(findCrms(env), env),
    }),
  );
  const logger = createLogger({ service: "release", level: "warn" });
  const prepareFields = async () => {
    if (config.WRITE_MODE !== "apply") return;
    await prepareConnections({ config, crms, enrichments, logger });
  };
  return withStore(({ database }) =>
    releaseFromFiles(database, { ...options, enrichments, prepareFields }),
  );
}

async function runPrepare(): Promise<string> {
  const loaded = await loadWithSecrets(process.env, async (env) => {
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
