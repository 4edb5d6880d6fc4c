import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Client, Reply } from "@fieldwork/contracts/client";
import { delay } from "@fieldwork/runtime";
import { pictureText, watchProgress } from "../backfills/progress/watch-progress.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { exitCodes, type Shown } from "../command-line/shown.ts";
import { shown } from "./command.ts";

export function addWatch(backfill: CommandUnknownOpts, line: CommandLine): void {
  backfill
    .command("watch")
    .description(
      "how far it is until it ends: ends with 0 once it has finished, with 1 if it is cancelled",
    )
    .argument("<backfill>")
    .option("--connection <name>", "for who has rights on one of several")
    .action((id, query) => line.ask((client) => follow(client, line, { id, query })));
}

/** Shows how far a backfill is until it ends. */
export async function follow(
  client: Client,
  line: CommandLine,
  { id, query }: { id: string; query: { connection?: string | undefined } },
): Promise<Shown> {
  const { isInteractive, live, write: out } = line;
  const end = await watchProgress({
    read: () => client.call("backfills.progress", { params: { id }, query }),
    ...{ isInteractive, live, out, rest: () => delay(watchEveryMs) },
  });
  const exitCode = end.state === "finished" ? exitCodes.done : exitCodes.failed;
  const text: Shown["text"] = (screen) => (isInteractive ? pictureText(end, screen) : endText(end));
  return { ...shown(end, text), exitCode };
}

function endText({ id, state }: Pick<Reply<"backfills.progress">, "id" | "state">): string {
  return `${id} is ${state}.`;
}

const watchEveryMs = 1000;
