import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandLine } from "../command-line/command-line.ts";
import { shown } from "./command.ts";

export function explainCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("explain")
    .description("the trail of one record from change to write, or why a field is blank")
    .argument("<record>", "connection/object/id, or the id alone if no other record has it")
    .action((name) =>
      line.ask(async (client) => {
        const { ref } = await client.call("records.find", { query: { name } });
        const told = await client.call("records.show", { params: ref });
        return shown(told, told.explanation);
      }),
    );
}
