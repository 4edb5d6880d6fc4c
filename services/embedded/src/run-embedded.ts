import { mkdir } from "node:fs/promises";
import { connectionLimits, createAdapter, sharingMembers } from "@fieldwork/crm";
import { modelsOfVariables, parseModelRef } from "@fieldwork/models";
import {
  closeAtEnd,
  createLogger,
  createTelemetry,
  outliveReader,
  printableText,
  type Service,
  startServices,
  stopServices,
} from "@fieldwork/runtime";
import { openHome, rememberState, type State, stateOf } from "@fieldwork/store/embedded";
import { pino } from "pino";
import { createBackend, createRunLock } from "./embedded-backend.ts";
import { followRun } from "./follow-run.ts";
import { forgetState } from "./forget-state.ts";
import { createLine } from "./line.ts";
import { prepareFields } from "./prepare-fields.ts";
import { createReadState } from "./read-state.ts";
import { logFileOf, type Run, type RunOptions } from "./run-context.ts";
import type { StartPart } from "./run-crms.ts";
import { startText } from "./start-text.ts";

/**
 * The whole line in this process, until everything is worked through (`--once`) or until it is told to
 * stop. Resolves with the exit code.
 */
export async function runEmbedded(options: RunOptions): Promise<number> {
  outliveReader(options.output);
  const run = await prepareRun(options);
  const started: Service[] = [];
  const start: StartPart = async (part) => {
    started.push(part);
    await startServices([part], run.logger);
    return part;
  };
  try {
    await start(createRunLock(run.home));
    return (await runLine(run, start)) ? 0 : 1;
  } finally {
    await stopServices(started, run.logger);
  }
}

async function prepareRun(options: RunOptions): Promise<Run> {
  const { config, crms, areInFile, route, checkoutDir, output } = options;
  const home = await openHome(config.FIELDWORK_HOME ?? checkoutDir);
  const [identity, ...more] = crms.identity;
  const servers =
    route === undefined || areInFile ? [] : modelsOfVariables(config).map(({ baseUrl }) => baseUrl);
  const [server = null, ...others] = servers;
  const state = stateOf(home, {
    words: [crms.name, wordOf(options)],
    settings: [identity, route ?? null, server, ...others, ...more],
  });
  await mkdir(state.dir, { recursive: true });
  return {
    ...options,
    home,
    state,
    logger: createRunLogger(state, config.LOG_LEVEL),
    say: (line) => void output.write(`${printableText(line)}\n`),
  };
}

/** Part of the state's name: nothing is taken over from what other models answered. */
function wordOf({ areInFile, route }: RunOptions): string {
  if (areInFile) return "models";
  if (route === undefined) return "baseline";
  return route[0] === undefined ? "models" : parseModelRef(route[0]).model;
}

function createRunLogger(state: State, level: Run["config"]["LOG_LEVEL"]): Run["logger"] {
  const destination = pino.destination({ dest: logFileOf(state), mkdir: true, sync: false });
  return createLogger({ service: "fieldwork", level, destination });
}

/** Whether all wanted work was done. */
async function runLine(run: Run, start: StartPart): Promise<boolean> {
  const { config, args, crms, enrichments, home, state, logger, signal, say } = run;
  say(startText(run));
  await start(createTelemetry({ serviceName: "fieldwork", settings: config }));
  if (args.fresh) await forgetState(state);
  const backend = await start(createBackend({ home, state, config, fresh: args.fresh, logger }));
  await rememberState(home, state);
  const connections = await crms.open(state.dir, start);
  const objects = new Set(enrichments.map(({ object }) => object));
  const read = connections.flatMap((one) =>
    [...crms.mappings.of(one).keys()].filter((object) => objects.has(object)),
  );
  const readState = createReadState(read.length);
  const line = createLine({
    config: args.noPreflight ? { ...config, PREFLIGHT: "off" } : config,
    databaseUrl: backend.databaseUrl(),
    adminUrl: backend.adminUrl(),
    connectionLimits: connectionLimits(connections),
    connect: (outputs, calls) =>
      connections.map((one) =>
        createAdapter(one, { outputs, mapping: crms.mappings.of(one), ...calls, logger }),
      ),
    enrichments,
    filterable: crms.mappings.filterable,
    sharing: sharingMembers(connections),
    budgets: run.budgets,
    providers: run.providers,
    route: run.route,
    writes: crms.writes,
    onProgress: readState.note,
    logger,
  });
  // Whoever logs in to a CRM asks the database, also before the line has started.
  await start(closeAtEnd("logins", [{ close: () => line.database.stop() }]));
  await start(closeAtEnd("connections", line.adapters));
  await prepareFields(run, line.adapters, enrichments);
  if (signal.aborted) return false;
  return followRun(run, { line, readState, start });
}
