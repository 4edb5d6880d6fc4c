#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { readConnections } from "@fieldwork/crm";
import { loadEnrichments } from "@fieldwork/enrichments";
import { createLogger, failureText, loadAll, loadConfig } from "@fieldwork/runtime";
import { explainRecord } from "./explain-record.ts";
import { openStore } from "./open-store.ts";
import { prepare, prepareConfig } from "./prepare.ts";

const usage = `Usage: npx fieldwork <command>

  explain <record>   prints the trail of one record from change to write, or why a field is blank
  prepare            makes tables, topics and output fields stand and sets the budget, before the
                     services of the production layout start; may be run again at any time

A record is written connection/object/id, such as demo-hubspot/company/407218578642; its id alone
will do where no other record has it. What prepare needs stands in DATABASE_URL, KAFKA_BROKERS and
FIELDWORK_CONNECTIONS.
`;

const { env } = process;
const [command, ...rest] = process.argv.slice(2);
const [subject] = rest;
try {
  if (command === "explain" && subject !== undefined && rest.length === 1) await explain(subject);
  else if (command === "prepare" && rest.length === 0) await runPrepare();
  else {
    process.stderr.write(usage);
    process.exitCode = command === "--help" || command === "-h" ? 0 : 2;
  }
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}

async function explain(record: string): Promise<void> {
  const checkoutDir = env.FIELDWORK_HOME ?? fileURLToPath(new URL("../../..", import.meta.url));
  const store = await openStore(checkoutDir, env.DATABASE_URL);
  try {
    process.stdout.write(`${await explainRecord(store.database, record)}\n`);
  } finally {
    await store.close();
  }
}

async function runPrepare(): Promise<void> {
  const loaded = await loadAll({
    config: () => loadConfig(prepareConfig, env),
    connections: () => readConnections(env.FIELDWORK_CONNECTIONS, (name) => env[name]),
    enrichments: () => loadEnrichments({ catalogDir: env.FIELDWORK_CATALOG || undefined }),
  });
  await prepare({ ...loaded, logger: createLogger({ service: "prepare", level: "warn" }) });
  process.stdout.write("Tables, topics and output fields stand.\n");
}
