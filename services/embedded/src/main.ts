import { fileURLToPath } from "node:url";
import { failureText, loadConfig } from "@fieldwork/runtime";
import { parseArguments, usage } from "./arguments.ts";
import { embeddedConfig } from "./config.ts";
import { runEmbedded } from "./run-embedded.ts";

try {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) process.stdout.write(usage);
  else {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    process.exitCode = await runEmbedded({
      args,
      config: loadConfig(embeddedConfig, process.env),
      env: process.env,
      checkoutDir: fileURLToPath(new URL("../../..", import.meta.url)),
      output: process.stdout,
      signal: stop.signal,
    });
  }
} catch (error) {
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
}
