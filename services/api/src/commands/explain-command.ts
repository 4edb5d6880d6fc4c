import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandLine } from "../command-line/command-line.ts";
import { explanationText, findExplanation } from "../explain-record.ts";
import { shown } from "./command.ts";

export function explainCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("explain")
    .description("the trail of one record from change to write, or why a field is blank")
    .argument("<record>", "connection/object/id, or the id alone if no other record has it")
    .action((subject) =>
      line.local(async ({ reader }) => {
        const explanation = await findExplanation(reader, subject);
        return shown(explanation, explanationText(explanation));
      }),
    );
}
