import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { settingsHeading, settingsOf, settingsText } from "@fieldwork/runtime";
import { CommanderError } from "commander";
import { auditCommand } from "../commands/audit-command.ts";
import { backfillCommand } from "../commands/backfill-command.ts";
import { budgetCommand } from "../commands/budget-command.ts";
import { capturesCommand } from "../commands/captures-command.ts";
import { casesCommand } from "../commands/cases-command.ts";
import { completionCommand } from "../commands/completion-command.ts";
import { definitionsCommand } from "../commands/definitions-command.ts";
import { dlqCommand } from "../commands/dlq-command.ts";
import { connectionsCommand, doctorCommand } from "../commands/doctor-command.ts";
import { eraseCommand } from "../commands/erase-command.ts";
import { evaluateCommand } from "../commands/evaluate-command.ts";
import { explainCommand } from "../commands/explain-command.ts";
import { holdCommand, resumeCommand } from "../commands/hold-command.ts";
import { linksCommand } from "../commands/links-command.ts";
import { noticesCommand } from "../commands/notices-command.ts";
import { prepareCommand } from "../commands/prepare-command.ts";
import { reconcileCommand } from "../commands/reconcile-command.ts";
import { retryCommand } from "../commands/retry-command.ts";
import { reviewCommand } from "../commands/review-command.ts";
import { statusCommand } from "../commands/status-command.ts";
import { tokensCommand } from "../commands/tokens-command.ts";
import { tryCommand } from "../commands/try-command.ts";
import { undoCommand } from "../commands/undo-command.ts";
import { usersCommand } from "../commands/users-command.ts";
import { cliConfig } from "../config.ts";
import { type CommandLine, type CommandLineDeps, createCommandLine } from "./command-line.ts";

/** In the order in which the help lists them. */
const commands: readonly ((line: CommandLine) => CommandUnknownOpts)[] = [
  ...[statusCommand, explainCommand, tryCommand, retryCommand, holdCommand, resumeCommand],
  ...[dlqCommand, reviewCommand, backfillCommand, undoCommand, casesCommand, evaluateCommand],
  ...[budgetCommand, definitionsCommand, noticesCommand, usersCommand, tokensCommand],
  ...[
    auditCommand,
    capturesCommand,
    eraseCommand,
    connectionsCommand,
    linksCommand,
    reconcileCommand,
    doctorCommand,
    prepareCommand,
  ],
];

const afterHelp = () => `
A record is written connection/object/id, such as demo-hubspot/company/407218578642; its id alone is
enough if no other record has it. Commands ask the API of FIELDWORK_URL, otherwise that of the line that
runs in this checkout; where none runs, they look into the store of DATABASE_URL or of the last run.
Orders that cannot be taken back ask before, or need --yes.

Exit codes: 0 done; 1 failed, or what was looked at is wrong; 2 written wrongly; 3 refused by the API;
4 not confirmed; 5 nothing answers there now.

${settingsHeading}
${settingsText(settingsOf(cliConfig))}`;

/** Every command. */
export function createProgram(line: CommandLine): CommandUnknownOpts {
  const program = new Command("fieldwork").addHelpText("after", afterHelp);
  for (const command of commands) program.addCommand(command(line));
  program.addCommand(completionCommand(line, () => program));
  everyCommand(program, (one) => {
    one.exitOverride().helpCommand(false).showSuggestionAfterError();
    one.configureHelp({ showGlobalOptions: false });
    if (one.commands.length === 0) one.option("--json", "one object, for programs");
  });
  return program;
}

function everyCommand(command: CommandUnknownOpts, use: (one: CommandUnknownOpts) => void): void {
  use(command);
  for (const one of command.commands) everyCommand(one, use);
}

/** Runs one command, and tells with which code it ends. */
export async function runCommand(args: readonly string[], deps: CommandLineDeps): Promise<number> {
  const { terminal } = deps;
  const line = createCommandLine(deps);
  line.isJson = args.includes("--json");
  const program = createProgram(line);
  everyCommand(program, (one) =>
    one.configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      // Told once, in the way that was asked for.
      outputError: () => {},
    }),
  );
  try {
    // It says how to tell, and is no option of what is done.
    const meant = args.filter((arg) => arg !== "--json");
    await program.parseAsync(meant, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    line.fail(error);
  }
  return line.exitCode();
}
