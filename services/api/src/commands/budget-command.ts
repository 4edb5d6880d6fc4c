import { readFile } from "node:fs/promises";
import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { nanoFromUsd } from "@fieldwork/contracts";
import { InvalidArgumentError } from "commander";
import { readBill } from "../bills/read-bill.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { exitCodes, UsageError } from "../command-line/shown.ts";
import { billsText } from "./bill-text.ts";
import { budgetsText, nameText, usdText } from "./budget-text.ts";
import { many, shown } from "./command.ts";

const subjects = [
  ...(["total", "connection", "enrichment", "provider", "model", "backfill", "purpose"] as const),
  ...(["user", "record"] as const),
];
const periods = ["day", "month", "once"] as const;
const named =
  "which one (a model is provider/model, a record connection/object/id); each one that has none by its name, unless told";

export function budgetCommand(line: CommandLine): CommandUnknownOpts {
  const budget = new Command("budget").description("what is spent, what is held, what is left");
  budget
    .command("show", { isDefault: true })
    .description("what is spent, what is held for calls whose outcome is unknown, and what is left")
    .action(() =>
      line.ask(async (client) => {
        const budgets = await client.call("budgets.list", {});
        return shown(budgets, budgetsText(budgets));
      }),
    );
  addSet(budget, line);
  addBills(budget, line);
  budget
    .command("release")
    .description("releases what is held, once the vendor shows that those calls were not billed")
    .option("--yes", "without a question")
    .action(({ yes }) =>
      line.ask(async (client) => {
        const before = await client.call("budgets.list", {});
        const count = before.budgets.reduce((most, { heldCalls }) => Math.max(most, heldCalls), 0);
        const text = budgetsText(before);
        if (count === 0) return shown({ calls: 0 }, `${text}\nNothing is held.`);
        const preview = shown({ ...before, count }, text);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const released = await client.call("budgets.release", {});
        const told = `Released what was held for ${many(released.calls, "call")}.`;
        return shown(released, `${told}\n${budgetsText(await client.call("budgets.list", {}))}`);
      }),
    );
  return budget;
}

function addSet(budget: CommandUnknownOpts, line: CommandLine): void {
  budget
    .command("set")
    .description("sets a limit in place of what the configuration says, which stays known")
    .addArgument(new Argument("<of>", "of what").choices(subjects))
    .argument("[name]", named)
    .addOption(perOption())
    .requiredOption("--usd <usd>", "the limit", toNanoUsd)
    .option(
      "--until <time>",
      "then it is as the configuration says again; for good unless told",
      toTime,
    )
    .action((of, name, { per, usd: limitNanoUsd, until = null }) =>
      line.ask(async (client) => {
        const body = { of, name: name ?? null, per, limitNanoUsd, until };
        const set = await client.call("budgets.set", { body });
        const time = until === null ? "for good" : `until ${until}`;
        return shown(set, `${nameText(body)}: ${usdText(BigInt(set.limitNanoUsd))} ${time}.`);
      }),
    );
  budget
    .command("unset")
    .description("lets a limit be as the configuration says again")
    .addArgument(new Argument("<of>", "of what").choices(subjects))
    .argument("[name]", named)
    .addOption(perOption())
    .action((of, name, { per }) =>
      line.ask(async (client) => {
        const body = { of, name: name ?? null, per };
        const unset = await client.call("budgets.unset", { body });
        const { limitNanoUsd } = unset;
        const now =
          limitNanoUsd === null ? "there is none any more" : usdText(BigInt(limitNanoUsd));
        return shown(unset, `${nameText(body)}: ${now}.`);
      }),
    );
}

function addBills(budget: CommandUnknownOpts, line: CommandLine): void {
  budget
    .command("reconcile")
    .description(
      "holds what a vendor bills against the log of calls, by day and model, and keeps where they differ. Ends with 1 where it bills more than we know of",
    )
    .argument("<provider>", "as models.yaml names it")
    .argument("<file>", "the reply of its costs API as JSON, or its console's export as CSV")
    .action((provider, file) =>
      line.ask(async (client) => {
        const lines = readBill(await textOf(file)).map((one) => ({
          ...{ ...one, nanoUsd: `${one.nanoUsd}` },
        }));
        const reconciled = await client.call("bills.reconcile", { body: { provider, lines } });
        const isMore = reconciled.days.some(({ verdict }) => verdict === "billed-more");
        const exitCode = isMore ? exitCodes.failed : exitCodes.done;
        return { ...shown(reconciled, billsText(reconciled.days)), exitCode };
      }),
    );
  budget
    .command("bills")
    .description("what vendors billed beside what the log of calls said, as it was reconciled")
    .argument("[provider]", "as models.yaml names it; all unless told")
    .action((provider) =>
      line.ask(async (client) => {
        const bills = await client.call("bills.list", { query: { provider } });
        return shown(bills, billsText(bills.days));
      }),
    );
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UsageError(`${file} cannot be read`, { cause });
  }
}

function perOption() {
  return new Option("--per <period>", "days and months are those of UTC")
    .choices(periods)
    .makeOptionMandatory();
}

function toNanoUsd(given: string): string {
  const nano = nanoFromUsd(given);
  if (nano !== undefined) return nano.toString();
  throw new InvalidArgumentError("It must be US dollars, such as 5 or 0.50.");
}

function toTime(given: string): string {
  const time = new Date(given);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new InvalidArgumentError("It must be a time, such as 2026-12-01 or 2026-12-01T08:00Z.");
}
