import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { parseRecordKey } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { exitCodes, type Shown, UsageError } from "../command-line/shown.ts";
import { many, shown, toCount } from "./command.ts";

type Receipt = Reply<"erasures.order">;
type RowCounts = Receipt["deleted"];
interface Meant {
  records: string[];
  email: string | undefined;
}

export function eraseCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("erase")
    .description("deletes everything that is kept of a person, and keeps them out from then on")
    .argument("[records...]", "the person's records, as connection/object/id", demandKey)
    .option("--email <address>", "of everybody in any CRM who has it")
    .option("--yes", "without a question")
    .option("--verify", "looks for what is left, and fails if anything is")
    .option(
      "--log-days <n>",
      "how long the log keeps events, where it is not as configured",
      toCount,
    )
    .action((records, { email, yes, verify, logDays }) => {
      if (records.length === 0 && email === undefined)
        throw new UsageError("name records of the person, or --email, or both");
      const meant = { records: [...records], email };
      return line.ask(async (client) => {
        if (verify === true) return verified(await client.call("erasures.verify", { body: meant }));
        const found = await client.call("erasures.preview", { body: meant });
        const preview = shown({ ...found, count: sum(found.rows) }, previewText(found));
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const receipt = await client.call("erasures.order", { body: { ...meant, logDays } });
        return shown(receipt, receiptText(receipt, meant));
      });
    });
}

/** A record that is gone already cannot be looked up by its id alone. */
function demandKey(key: string, before: readonly string[] | undefined): string[] {
  if (parseRecordKey(key) !== undefined) return [...(before ?? []), key];
  throw new UsageError(
    key.includes("@") && !key.includes("/")
      ? `${key} is an address: write --email ${key}`
      : `${key} is no record: write connection/object/id`,
  );
}

function sum(rows: RowCounts): number {
  return Object.values(rows).reduce((total, count) => total + count, 0);
}

function previewText({ records, rows }: Reply<"erasures.preview">): string {
  const named = records.length === 0 ? "no record yet" : records.join(", ");
  return `This would erase ${named}:\n${countsText(rows)}`;
}

function receiptText(receipt: Receipt, { records, email }: Meant): string {
  const { id, deleted, exportedCases, logUntil } = receipt;
  const exports = exportedCases.map(
    ({ at, by, subject }) =>
      `  ${at} by ${by}: ${subject}; delete the person's cases from that file`,
  );
  const again = [...records, ...(email === undefined ? [] : [`--email ${email}`])];
  return [
    `Erased; the receipt is ${id}.`,
    countsText(deleted),
    "What was under way is deleted again in 15 minutes; the person is kept out from now on.",
    `The log may hold events about the person until ${logUntil}, and then drops them.`,
    exports.length === 0
      ? "No labelled case about the person had been exported."
      : ["Labelled cases about the person had been exported:", ...exports].join("\n"),
    "The record in the CRM is for the CRM to delete.",
    `npx fieldwork erase --verify ${again.join(" ")} shows that nothing is left.`,
  ].join("\n");
}

function verified(check: Reply<"erasures.verify">): Shown {
  if (check.isErased) return shown(check, "Nothing is left, and the person is kept out.");
  const { left, mentions, notKeptOut } = check;
  const lines = [
    ...Object.entries(left).map(([table, count]) => `${many(count, "row")} of ${table}`),
    ...Object.entries(mentions).map(
      ([table, count]) => `the address in ${many(count, "row")} of ${table}`,
    ),
    ...notKeptOut.map((record) => `${record} is not kept out`),
  ];
  return { ...shown(check, `not erased: ${lines.join("; ")}`), exitCode: exitCodes.failed };
}

function countsText(counts: RowCounts): string {
  const lines = Object.entries(counts).map(
    ([table, count]) => `  ${many(count, "row")} of ${table}`,
  );
  return lines.length === 0 ? "  nothing is kept" : lines.join("\n");
}
