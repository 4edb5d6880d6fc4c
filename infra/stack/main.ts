import { parseArgs } from "node:util";
import { computerUser, createOwnLink, linkUrl } from "@fieldwork/api";
import { buildConsole } from "@fieldwork/console";
import {
  createLogger,
  failureText,
  outliveReader,
  printableText,
  stopSignal,
  untilStopped,
} from "@fieldwork/runtime";
import { createDatabase } from "@fieldwork/store";
import { freePort } from "../local/free-port.ts";
import { layout, variablesOf } from "./layout.ts";
import { readableLine } from "./log-line.ts";
import { startStack } from "./start-stack.ts";

const usage = `Usage: npm run stack -- [--workers 2] [--planners 1] [--writers 1] [--connectors 1]

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

try {
  const options = Object.fromEntries(
    Object.keys(flags).map((flag) => [flag, { type: "string" as const }]),
  );
  const { values } = parseArgs({
    options: { ...options, help: { type: "boolean", short: "h" } },
  });
  if (values.help) process.stdout.write(usage);
  else await run(values);
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}

async function run(values: Readonly<Record<string, unknown>>): Promise<void> {
  const { DATABASE_URL, DATABASE_ADMIN_URL, REDIS_URL, KAFKA_BROKERS, ...env } = process.env;
  const known = new Set(layout.flatMap(variablesOf));
  const settings = Object.entries(env).flatMap(([name, value]) =>
    known.has(name) && value ? [[name, value]] : [],
  );
  const replicas = Object.entries(flags).flatMap(([flag, service]) =>
    values[flag] === undefined ? [] : [[service, countOf(flag, values[flag])]],
  );
  // A person reads the terminal; a file or a pipe keeps the lines as they were written.
  const shown = process.stdout.isTTY
    ? (line: string) => printableText(readableLine(line))
    : (line: string) => line;
  outliveReader(process.stdout);
  const say = (name: string, line: string) =>
    void process.stdout.write(`${name.padEnd(12)} | ${shown(line)}\n`);
  const stopping = stopSignal();
  const apiPort = String(await freePort());
  const served = { API_PORT: apiPort, CONSOLE_DIR: await buildConsole() };
  const stack = await startStack({
    replicas: Object.fromEntries(replicas),
    settings: { FIELDWORK_ROUTE: "openai/gpt-6-luna", ...served, ...Object.fromEntries(settings) },
    vendors: { hubspot: { seed: "stockholm" }, salesforce: { seed: "stockholm" } },
    given: {
      ...(DATABASE_URL && { databaseUrl: DATABASE_URL }),
      ...(DATABASE_ADMIN_URL && { adminUrl: DATABASE_ADMIN_URL }),
      ...(REDIS_URL && { redisUrl: REDIS_URL }),
      ...(KAFKA_BROKERS && { kafkaBrokers: KAFKA_BROKERS }),
    },
    onLine: say,
    restartAfterMs: 1000,
    logger: createLogger({
      service: "stack",
      level: "info",
      destination: { write: (line) => say("stack", line.trimEnd()) },
    }),
  });
  const { databaseUrl, backends, vendors } = stack;
  say("stack", `DATABASE_URL=${databaseUrl}`);
  say("stack", `REDIS_URL=${backends.redisUrl} KAFKA_BROKERS=${backends.kafkaBrokers}`);
  say("stack", `HubSpot ${vendors.hubspot.url}, Salesforce ${vendors.salesforce.url}`);
  say("stack", `running: ${stack.processes.map(({ name }) => name).join(", ")}`);
  const apiUrl = env.API_URL ?? `http://localhost:${env.API_PORT ?? apiPort}`;
  say("stack", `Console ${await ownLink(databaseUrl, apiUrl)} signs you in, once`);
  await untilStopped(stopping);
  say("stack", "stopping");
  await stack.stop();
  say("stack", "stopped");
}

function countOf(flag: string, value: unknown): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 32) return count;
  throw new Error(`--${flag} needs a whole number from 1 to 32`);
}

async function ownLink(databaseUrl: string, apiUrl: string): Promise<string> {
  const database = createDatabase({
    ...{ connectionString: databaseUrl, max: 1, applicationName: "fieldwork stack" },
  });
  try {
    return linkUrl(apiUrl, (await createOwnLink(database, computerUser())).secret);
  } finally {
    await database.stop();
  }
}
