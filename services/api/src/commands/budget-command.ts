import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { listBudgets } from "@fieldwork/store";
import { budgetsText, budgetsWire, heldOf, releaseBudgets } from "../budget.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { commandActor } from "../who/principal.ts";
import { many, orderDeps, shown } from "./command.ts";

export function budgetCommand(line: CommandLine): CommandUnknownOpts {
  const budget = new Command("budget").description("what is spent, what is held, what is left");
  budget
    .command("show", { isDefault: true })
    .description("what is spent, what is held for calls whose outcome is unknown, and what is left")
    .action(() =>
      line.local(async ({ reader }) => {
        const budgets = await listBudgets(reader);
        return shown({ budgets: budgetsWire(budgets) }, budgetsText(budgets));
      }),
    );
  budget
    .command("release")
    .description("releases what is held, once the vendor shows that those calls were not billed")
    .option("--yes", "without a question")
    .action(({ yes }) =>
      line.local(async (store) => {
        const before = await listBudgets(store.reader);
        const count = before.reduce((sum, { heldCalls }) => sum + heldCalls, 0);
        if (count === 0) return shown({ calls: 0 }, `${budgetsText(before)}\nNothing is held.`);
        const preview = shown({ count, held: heldOf(before) }, budgetsText(before));
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const released = await releaseBudgets(orderDeps(store), commandActor());
        const text = `Released what was held for ${many(released.calls, "call")}.`;
        return shown(released, `${text}\n${budgetsText(await listBudgets(store.reader))}`);
      }),
    );
  return budget;
}
