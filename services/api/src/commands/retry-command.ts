import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { CommandLine } from "../command-line/command-line.ts";
import { orderRetry, retryText } from "../retry.ts";
import { commandActor } from "../who/principal.ts";
import { orderDeps, shown } from "./command.ts";

export function retryCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("retry")
    .description("puts dead letters back to be asked again, or reviews to be decided again")
    .argument("[record]", "connection/object/id, or the id alone; all that match unless told")
    .addOption(new Option("--dead", "dead letters; unless told").conflicts("review"))
    .option("--review", "answers that wait for a person")
    .option("--enrichment <name>")
    .option("--connection <name>")
    .option("--object <object>")
    .option("--reason <reason>", "the code of a reason, or some of its words")
    .action((record, { dead: _, review, ...filter }) =>
      line.local(async (store) => {
        const state = review === true ? "review" : "dead";
        const options = { ...filter, state, record } as const;
        const done = await orderRetry(orderDeps(store), commandActor(), options);
        return shown(done, retryText(options, done));
      }),
    );
}
