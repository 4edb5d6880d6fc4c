import { fileURLToPath } from "node:url";
import { failureText, loadConfig, loadWithSecrets, stopSignal } from "@fieldwork/runtime";
import { parseArguments, usage } from "./arguments.ts";
import { embeddedProcess } from "./config.ts";
import { loadRun } from "./load-run.ts";
import { loadOwnConnections } from "./own-connections.ts";
import { runEmbedded } from "./run-embedded.ts";

try {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) process.stdout.write(usage);
  else {
    const loaded = await loadWithSecrets(process.env, (env) =>
      loadRun({
        environment: env,
        config: () => loadConfig(embeddedProcess, env),
        crms: () => loadOwnConnections(env, { writes: args.write, backfills: args.backfill }),
      }),
    );
    process.exitCode = await runEmbedded({
      ...loaded,
      args,
      checkoutDir: fileURLToPath(new URL("../../..", import.meta.url)),
      output: process.stdout,
      signal: stopSignal(),
    });
  }
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}
