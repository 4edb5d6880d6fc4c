import { setTimeout as wait } from "node:timers/promises";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Reply } from "@fieldwork/contracts/client";
import { sheetText } from "../backfills/sheet/sheet-text.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { shown, toCount } from "./command.ts";

type Sheet = Reply<"backfills.sheet">;

const lookEveryMs = 300;
const longestWaitMs = 10_000;

export function addSheet(backfill: CommandUnknownOpts, line: CommandLine): void {
  backfill
    .command("sheet")
    .description("what it would do and cost, which its start approves")
    .argument("<backfill>")
    .option("--last", "the one that was made last, and whether it still holds")
    .option(
      "--valid <hours>",
      "how long it holds, at most 168; 24 unless told or set by SHEET_HOURS",
      toCount,
    )
    .option("--connection <name>", "for who has rights on one of several")
    .action((id, { last, valid: validHours, connection }) =>
      line.ask(async (client) => {
        const look = () =>
          client.call("backfills.sheet", { params: { id }, query: { connection } });
        if (last) return sheetShown(id, await look());
        const body = { connection, validHours };
        const made = await client.call("backfills.makeSheet", { params: { id }, body });
        return sheetShown(id, await untilAsked(made, look));
      }),
    );
}

const sheetShown = (id: string, sheet: Sheet) => shown(sheet, sheetText(id, sheet));

/** The same sheet once the CRM has been asked for its automations, or that takes too long. */
async function untilAsked(made: Sheet, look: () => Promise<Sheet>): Promise<Sheet> {
  const until = performance.now() + longestWaitMs;
  let sheet = made;
  while (sheet.automations.isAwaited && performance.now() < until) {
    await wait(lookEveryMs);
    sheet = await look();
  }
  return sheet;
}
