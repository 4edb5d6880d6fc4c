import type { z } from "zod";
import type { Environment } from "./config.ts";
import { failureText } from "./failure-text.ts";
import { createHealthServer, type HealthCheck } from "./health.ts";
import { createLogger, type Logger } from "./logger.ts";
import type { ProcessSettings } from "./process-settings.ts";
import { loadWithSecrets } from "./secrets-folder.ts";
import { type Service, startServices, stopServices } from "./service.ts";
import { settingsOf } from "./setting.ts";
import { settingsHeading, settingsText } from "./settings-text.ts";
import { stopSignal } from "./stop-signal.ts";
import { createTelemetry } from "./telemetry.ts";
import { untilStopped } from "./wait.ts";

/** One service's process, as its main file puts it together. */
export interface ProcessParts {
  /** In the order of their start; stopped in reverse. */
  services: readonly Service[];
  /** What the process cannot work without. */
  checks: readonly HealthCheck[];
}

export interface ProcessPlan<Loaded extends { config: ProcessSettings }> {
  name: string;
  /** What it does, for `--help`: a sentence. */
  about: string;
  /** Every setting that it reads. */
  settings: z.ZodObject;
  /** The arguments of the command line. */
  args: readonly string[];
  /** The environment. */
  variables: Environment;
  /**
   * Reads settings and definitions, with the files of FIELDWORK_SECRETS_DIR; throws everything that is
   * wrong with them.
   */
  load: (environment: Environment) => Promise<Loaded>;
  build: (loaded: Loaded, logger: Logger) => ProcessParts;
}

// An orchestrator kills after ten seconds; what we leave behind is returned when its leases expire.
const stopWithinMs = 9500;
const lingerMs = 400;

/**
 * Runs one service until SIGTERM or SIGINT: then it takes no more, finishes, closes and exits, all
 * within ten seconds. `/livez` replies from the start, `/readyz` once everything runs and until the
 * stop. If a start fails, it prints the reason on standard error and exits with code 1. `--help` prints
 * the settings.
 */
export async function runProcess<Loaded extends { config: ProcessSettings }>(
  plan: ProcessPlan<Loaded>,
): Promise<void> {
  const { name, args, variables, load, build } = plan;
  if (args.length > 0) {
    const isHelp = args.every((arg) => arg === "--help" || arg === "-h");
    (isHelp ? process.stdout : process.stderr).write(usageOf(plan));
    process.exitCode = isHelp ? 0 : 2;
    return;
  }
  const stopping = stopSignal();
  let guard: NodeJS.Timeout | undefined;
  try {
    const loaded = await loadWithSecrets(variables, load);
    const { config } = loaded;
    const logger = createLogger({ service: name, level: config.LOG_LEVEL });
    // Also of a start that hangs.
    void untilStopped(stopping).then(() => {
      guard = setTimeout(() => giveUp(logger), stopWithinMs);
    });
    const { services, checks } = build(loaded, logger);
    let phase: "starting" | "running" | "stopping" = "starting";
    const running: HealthCheck = {
      name: "running",
      check: async () => {
        if (phase !== "running") throw new Error(phase);
      },
    };
    const health = createHealthServer({
      host: config.HEALTH_HOST,
      port: config.HEALTH_PORT,
      checks: [running, ...checks],
    });
    const telemetry = createTelemetry({ serviceName: name, settings: config });
    const parts = [telemetry, health, ...services];
    await startServices(parts, logger);
    phase = "running";
    logger.info({ healthPort: health.port() }, "ready");
    await untilStopped(stopping);
    phase = "stopping";
    logger.info("stopping");
    await stopServices(parts, logger);
    logger.info("stopped");
  } catch (error) {
    process.stderr.write(`${name}: ${failureText(error)}\n`);
    process.exitCode = 1;
  } finally {
    clearTimeout(guard);
    // Everything is done; what a client left open, such as a socket to a broker that hangs, must not
    // keep us.
    setTimeout(() => process.exit(), lingerMs).unref();
  }
}

function usageOf({ name, about, settings }: Pick<ProcessPlan<never>, UsageKeys>): string {
  return `Usage: node services/${name}/src/main.ts

${about} It is configured by settings alone.

${settingsHeading}
${settingsText(settingsOf(settings))}
`;
}
type UsageKeys = "name" | "about" | "settings";

function giveUp(logger: Logger): void {
  logger.error("could not stop in time; what is left is returned when its leases expire");
  process.exit(1);
}
