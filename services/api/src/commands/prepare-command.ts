import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { settingsHeading, settingsOf, settingsText } from "@fieldwork/runtime";
import type { CommandLine } from "../command-line/command-line.ts";
import { prepareFromSettings } from "../definitions/release-definitions.ts";
import { prepareConfig } from "../prepare.ts";
import { shown } from "./command.ts";

export function prepareCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("prepare")
    .description(
      "creates tables, topics and output fields, grants the services' role its rights, sets the budgets and releases the definitions, before the services of the production layout start",
    )
    .addHelpText(
      "after",
      `
What already exists is left as it is, so it is safe to run again.

${settingsHeading}
${settingsText(settingsOf(prepareConfig))}`,
    )
    .action(() =>
      line.show(async () => {
        const text = await prepareFromSettings(line.environment);
        return shown({ prepared: true, told: text.split("\n") }, text);
      }),
    );
}
