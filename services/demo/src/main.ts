import { fileURLToPath } from "node:url";
import { runEmbedded } from "@fieldwork/embedded";
import { failureText, loadWithSecrets, stopSignal } from "@fieldwork/runtime";
import { parseArguments, usage } from "./arguments.ts";
import { loadStart } from "./load-start.ts";

try {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) process.stdout.write(usage);
  else {
    const loaded = await loadWithSecrets(process.env, (env) => loadStart(env, args));
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
