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
import { parseArguments, usage } from "./arguments.ts";
import { layout, variablesOf } from "./layout.ts";
import { readableLine } from "./log-line.ts";
import { startStack } from "./start-stack.ts";

try {
  const { help, replicas } = parseArguments(process.argv.slice(2));
  if (help) process.stdout.write(usage);
  else await run(replicas);
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}

async function run(replicas: Readonly<Record<string, number>>): Promise<void> {
  const { DATABASE_URL, DATABASE_ADMIN_URL, REDIS_URL, KAFKA_BROKERS, ...env } = process.env;
  const known = new Set(layout.flatMap(variablesOf));
  const settings = Object.entries(env).flatMap(([name, value]) =>
    known.has(name) && value ? [[name, value]] : [],
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
    replicas,
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
