import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { shown } from "./command.ts";

type Verdicts = Reply<"reconciliations.list">["reconciliations"];

/** `reconcile`: whether what is known is what the CRMs show. */
export function reconcileCommand(line: CommandLine): CommandUnknownOpts {
  const reconcile = new Command("reconcile").description(
    "compares what is known of the records with what their CRM shows, and repairs what differs",
  );
  reconcile
    .command("show")
    .description("the last verdict on each object")
    .action(() =>
      line.ask(async (client) => {
        const listed = await client.call("reconciliations.list", {});
        const { reconciliations } = listed;
        return shown(listed, verdictLines(reconciliations).join("\n") || "There is none yet.");
      }),
    );
  reconcile
    .command("order")
    .description("has it done now; the connector begins within a second")
    .argument("<connection>")
    .argument("<object>")
    .option("--whole", "all records, not a sample of 1,000")
    .option("--ends", "however many records have ended, that is right")
    .action((connection, object, { whole = false, ends = false }) =>
      line.ask(async (client) => {
        const body = { connection, object, isWhole: whole, endsAreConfirmed: ends };
        const ordered = await client.call("reconciliations.order", { body });
        return shown(ordered, "It is ordered. npx fieldwork reconcile show tells its verdict.");
      }),
    );
  return reconcile;
}

/** Pure. */
export function verdictLines(verdicts: Verdicts): string[] {
  return verdicts.map(({ connection, object, verdict }) => `${connection}/${object}: ${verdict}`);
}
