import { userInfo } from "node:os";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { listReleased } from "@fieldwork/store";
import type { CommandLine } from "../command-line/command-line.ts";
import { definitionsText } from "../definitions.ts";
import { releaseDefinitions } from "../release-definitions.ts";
import { shown } from "./command.ts";

export function definitionsCommand(line: CommandLine): CommandUnknownOpts {
  const definitions = new Command("definitions").description("the definitions of enrichments");
  definitions
    .command("list", { isDefault: true })
    .description("the released definitions")
    .action(() =>
      line.local(async ({ reader }) => {
        const released = await listReleased(reader);
        return shown({ definitions: released }, definitionsText(released));
      }),
    );
  definitions
    .command("release")
    .description(
      "checks the definitions in the files and releases them all; running services follow, and work that has begun finishes as it began",
    )
    .option("--dry-run", "shows what that would change")
    .option("--by <name>", "in whose name", userInfo().username)
    .action(({ dryRun, by }) =>
      line.local(async ({ database }) => {
        const order = { isDryRun: dryRun === true, by, variables: line.environment };
        const { text, ...told } = await releaseDefinitions(database, order);
        return shown(told, text);
      }),
    );
  return definitions;
}
