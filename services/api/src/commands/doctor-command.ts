import { readCrms } from "@fieldwork/crm";
import { loadConfiguredEnrichments } from "@fieldwork/enrichments";
import {
  backendSettings,
  createLogger,
  type Environment,
  loadConfig,
  loadWithSecrets,
} from "@fieldwork/runtime";
import { z } from "zod";
import { examine } from "../doctor/doctor.ts";
import { type Finding, findingsText } from "../doctor/finding.ts";
import { testConnections } from "../doctor/test-connections.ts";
import { type Command, common, jsonText, parsed } from "./command.ts";

export const doctorUsage = `  doctor [--json]    looks at configuration, PostgreSQL, tables, clocks, disk, Redis, Kafka and connections: what is
                     wrong, and what to do; it changes nothing, and exits with 1 if anything is wrong
  connections test [<connection>] [--json]
                     whether each connection lets us read records and write the output fields`;

const backends = z.object({
  REDIS_URL: backendSettings.shape.REDIS_URL.optional(),
  KAFKA_BROKERS: backendSettings.shape.KAFKA_BROKERS.optional(),
});
const logger = createLogger({ service: "cli", level: "silent" });

/** Undefined if it is written wrongly. */
export function parseDoctor(args: readonly string[], variables: Environment): Command | undefined {
  const given = parsed(args, common);
  if (!given || given.positionals.length > 0) return undefined;
  return async ({ database, dataFolder }) =>
    loadWithSecrets(variables, async (environment) => {
      const { REDIS_URL: redisUrl, KAFKA_BROKERS: brokers } = loadConfig(backends, environment);
      const deps = { environment, database, dataFolder, redisUrl, brokers, logger };
      return told(await examine(deps), given.values.json);
    });
}

/** Undefined if it is written wrongly. It needs no store. */
export function parseConnections(
  [order, ...args]: readonly string[],
  variables: Environment,
): (() => Promise<string>) | undefined {
  const given = parsed(args, common);
  if (order !== "test" || !given || given.positionals.length > 1) return undefined;
  return () =>
    loadWithSecrets(variables, async (environment) => {
      const { REDIS_URL: redisUrl } = loadConfig(backends, environment);
      const crms = await readCrms(environment);
      const enrichments = await loadConfiguredEnrichments(environment, crms.mappings);
      const deps = { crms, enrichments, redisUrl, logger };
      return told(await testConnections(deps, given.positionals[0]), given.values.json);
    });
}

function told(findings: readonly Finding[], isJson: boolean): string {
  if (findings.some(({ state }) => state === "wrong")) process.exitCode = 1;
  return isJson ? jsonText(findings) : findingsText(findings);
}
