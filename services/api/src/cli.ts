#!/usr/bin/env node
import { runCommand } from "./command-line/program.ts";
import { processTerminal } from "./command-line/terminal.ts";
import { withClient, withStore } from "./command-line/transport.ts";

const environment = process.env;
process.exitCode = await runCommand(process.argv.slice(2), {
  ...{ environment, terminal: processTerminal() },
  withClient: (use) => withClient(environment, use),
  withStore: (use) => withStore(environment, use),
});
