import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createAdapter, prepareOutputs } from "@fieldwork/crm";
import { loadEnrichments, outputsOf } from "@fieldwork/enrichments";
import {
  closing,
  createLogger,
  createTelemetry,
  printableText,
  type Service,
  startServices,
  stopServices,
} from "@fieldwork/runtime";
import { openHome, rememberState, stateOf } from "@fieldwork/store/embedded";
import { pino } from "pino";
import { chooseLine } from "./choose-line.ts";
import { createBackend, createRunLock } from "./embedded-backend.ts";
import { forgetState } from "./forget-state.ts";
import { createLine } from "./line.ts";
import { createReadState } from "./read-state.ts";
import { report } from "./report.ts";
import { logFileOf, type Run, type RunOptions } from "./run-context.ts";
import { createSimulatedCrms } from "./simulated-crms.ts";
import { tellStart } from "./tell-start.ts";

/** The whole line in this process, until its first drain (`--once`) or until it is told to stop. */
export async function runEmbedded(options: RunOptions): Promise<number> {
  const run = await prepareRun(options);
  const started: Service[] = [];
  const start = async <S extends Service>(service: S): Promise<S> => {
    started.push(service);
    await startServices([service], run.logger);
    return service;
  };
  try {
    await start(createRunLock(run.home));
    return (await runLine(run, start)) ? 0 : 1;
  } finally {
    await stopServices(started, run.logger);
  }
}

async function prepareRun(options: RunOptions): Promise<Run> {
  const { args, config, env, checkoutDir, output } = options;
  const choice = await chooseLine(config, { args, env });
  const { connections, route } = choice;
  const enrichments = await loadEnrichments(route ? { route } : {});
  const home = await openHome(config.FIELDWORK_HOME ?? checkoutDir);
  const state = stateOf(home, {
    words: [
      connections === undefined ? "demo" : "connections",
      route === undefined ? "baseline" : config.OPENAI_MODEL,
    ],
    settings: [
      connections?.map((one) => [one.vendor, one.name, addressOf(one)]) ?? null,
      route ?? null,
      route === undefined ? null : (config.OPENAI_BASE_URL ?? null),
      ...(args.records === undefined ? [] : [args.records]),
    ],
  });
  await mkdir(state.dir, { recursive: true });
  const logger = createLogger({
    service: "fieldwork",
    level: config.LOG_LEVEL,
    destination: pino.destination({ dest: logFileOf(state), mkdir: true, sync: false }),
  });
  return {
    ...options,
    choice,
    enrichments,
    home,
    state,
    logger,
    say: (line) => void output.write(`${printableText(line)}\n`),
  };
}

function addressOf(connection: { baseUrl?: string | undefined } | { loginUrl: string }): string {
  return "loginUrl" in connection ? connection.loginUrl : (connection.baseUrl ?? "");
}

type Start = <S extends Service>(service: S) => Promise<S>;

/** Whether all that was wanted is done. */
async function runLine(run: Run, start: Start): Promise<boolean> {
  const { config, args, choice, enrichments, home, state, logger, signal } = run;
  tellStart(run);
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  await start(createTelemetry({ serviceName: "fieldwork", enabled: endpoint !== undefined }));
  if (args.fresh) await forgetState(state);
  const { DATABASE_URL: databaseUrl } = config;
  const backend = await start(
    createBackend({ home, state, databaseUrl, fresh: args.fresh, logger }),
  );
  await rememberState(home, state);
  const outputs = outputsOf(enrichments);
  const simulated =
    choice.connections === undefined
      ? await start(createSimulatedCrms(join(state.dir, "simulators"), args.records))
      : undefined;
  const connections = choice.connections ?? simulated?.connections() ?? [];
  const adapters = connections.map((connection) => createAdapter(connection, { outputs, logger }));
  await start(closing("connections", adapters));
  await simulated?.deployOutputs(adapters, outputs);
  if (choice.writes) {
    const metadataDir = join(state.dir, "metadata");
    await prepareOutputs({ adapters, outputs, metadataDir, signal });
  }
  const objects = new Set(enrichments.map(({ object }) => object));
  const readState = createReadState(adapters.length * objects.size);
  const line = createLine({
    config: args.noPreflight ? { ...config, PREFLIGHT: "off" } : config,
    databaseUrl: backend.databaseUrl(),
    adapters,
    enrichments,
    writes: choice.writes,
    onProgress: readState.note,
    logger,
  });
  if (signal.aborted) return false;
  return report(run, { line, readState, simulated, start });
}
