#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { explainRecord } from "./explain-record.ts";
import { openStore } from "./open-store.ts";

const usage = `Usage: npx fieldwork explain <record>

  explain   prints the trail of one record from change to write, or why a field is blank

A record is written connection/object/id, such as demo-hubspot/company/407218578642; its id alone
will do where no other record has it.
`;

const [command, subject, ...rest] = process.argv.slice(2);
if (command !== "explain" || subject === undefined || rest.length > 0) {
  process.stderr.write(usage);
  process.exitCode = command === "--help" || command === "-h" ? 0 : 2;
} else {
  const checkoutDir =
    process.env.FIELDWORK_HOME ?? fileURLToPath(new URL("../../..", import.meta.url));
  try {
    const store = await openStore(checkoutDir, process.env.DATABASE_URL);
    try {
      process.stdout.write(`${await explainRecord(store.database, subject)}\n`);
    } finally {
      await store.close();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
