import { parseArgs } from "node:util";
import { configError } from "@fieldwork/runtime";

export const usage = `Usage: npm run stack -- [--workers 2] [--planners 1] [--writers 1] [--connectors 1]

Starts the production layout without docker: Kafka, Redis and PostgreSQL with temporary data, simulators
in place of the vendors, and every service in processes of its own. Shows one merged log, and a link that signs in
to the console, once. Ctrl-C stops it.

REDIS_URL, KAFKA_BROKERS and DATABASE_URL name servers that are running already; with DATABASE_ADMIN_URL the
tables belong to another role than the one that the services connect as. The services' own settings, such as
LOG_LEVEL or FIELDWORK_ROUTE (docs/settings.md has them all), are passed on to them.
`;

const flags = {
  workers: "enricher",
  planners: "planner",
  writers: "writer",
  connectors: "connector",
} as const;

export interface StackArguments {
  help: boolean;
  /** How many of each service; those that are not named are as many as the layout says. */
  replicas: Record<string, number>;
}

/** @throws AppError `config_invalid` saying which argument is wrong. */
export function parseArguments(argv: readonly string[]): StackArguments {
  const { help, ...counts } = parseFlags(argv);
  const replicas = Object.entries(flags).flatMap(([flag, service]) => {
    const given = counts[flag as keyof typeof flags];
    return given === undefined ? [] : [[service, countOf(flag, given)]];
  });
  return { help, replicas: Object.fromEntries(replicas) };
}

function parseFlags(argv: readonly string[]) {
  const count = { type: "string" } as const;
  const help = { type: "boolean", short: "h", default: false } as const;
  const options = { workers: count, planners: count, writers: count, connectors: count, help };
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw argumentError(error instanceof Error ? error.message : String(error));
  }
}

function countOf(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 32) return count;
  throw argumentError(`--${flag} ${text} is not a whole number from 1 to 32`);
}

function argumentError(problem: string) {
  return configError([{ what: "arguments", problem, remedy: `\n\n${usage}` }]);
}
