import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandLine } from "../command-line/command-line.ts";
import { completionScript, shells } from "../command-line/completion.ts";
import { shown } from "./command.ts";

/** `program` is every command there is, once all are added. */
export function completionCommand(
  line: CommandLine,
  program: () => CommandUnknownOpts,
): CommandUnknownOpts {
  return new Command("completion")
    .description("prints what lets a shell complete these commands")
    .addArgument(new Argument("<shell>").choices(shells))
    .addHelpText(
      "after",
      `
source <(npx fieldwork completion bash)
source <(npx fieldwork completion zsh)
npx fieldwork completion fish | source`,
    )
    .action((shell) =>
      line.show(async () => {
        const script = completionScript(shell, program());
        return shown({ shell, script }, script);
      }),
    );
}
