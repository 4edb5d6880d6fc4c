import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { CommandLine } from "../command-line/command-line.ts";
import { many, shown } from "./command.ts";

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
    .option("--yes", "without a question")
    .action((record, { dead: _, review, yes, ...filter }) =>
      line.ask(async (client) => {
        const state = review === true ? "review" : "dead";
        const what = state === "dead" ? "dead letter" : "review";
        const body = { ...filter, state, record } as const;
        const found = await client.call("work.preview-retry", { body });
        if (found.count === 0) return shown(found, `No ${what} matches.`);
        const told = `This would put back ${many(found.count, what)}.`;
        const isConfirmed = yes === true || record !== undefined;
        await line.confirm({ preview: shown(found, told), isConfirmed, addition: "--yes" });
        const done = await client.call("work.retry", { body });
        const text = `Put back ${many(done.count, what)}; a running line continues with them, otherwise the next start does.`;
        return shown(done, text);
      }),
    );
}
