import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type BackfillGates, backfillGates } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { InvalidArgumentError } from "commander";
import { defaultRamp, defaultRestMinutes } from "../backfills/backfills.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { backfillRow, backfillText } from "./backfill-text.ts";
import { listed, many, shown, toCount, toList } from "./command.ts";
import { filterOf, withFilter } from "./filter-options.ts";
import { addCount, addFields, readCommand, readToEnd } from "./read-command.ts";
import { addSample } from "./sample-command.ts";
import { addSheet } from "./sheet-command.ts";
import { addBackfillUndo } from "./undo-command.ts";
import { addWatch, follow } from "./watch-command.ts";

const gateNames = backfillGates.keyof().options;
const onConnection = ["--connection <name>", "for who has rights on one of several"] as const;

export function backfillCommand(line: CommandLine): CommandUnknownOpts {
  const backfill = new Command("backfill").description(
    "wants an enrichment for many records at once: a few first, then more",
  );
  addCreate(backfill, line);
  backfill.addCommand(readCommand(line));
  addFields(backfill, line);
  addCount(backfill, line);
  backfill
    .command("list")
    .description("what became of their records, and what they cost")
    .option(...onConnection)
    .action((query) =>
      line.ask(async (client) => {
        const found = await client.call("backfills.list", { query });
        const rows = found.backfills.map(backfillRow);
        return listed(found, { rows, none: "There are no backfills." });
      }),
    );
  backfill
    .command("show")
    .description("what became of its records, and what they cost")
    .argument("<backfill>")
    .option(...onConnection)
    .action((id, query) =>
      line.ask(async (client) => {
        const view = await client.call("backfills.show", { params: { id }, query });
        return shown(view, (screen) => backfillText(view, screen));
      }),
    );
  addSample(backfill, line);
  addSheet(backfill, line);
  addStart(backfill, line);
  addWatch(backfill, line);
  addChanges(backfill, line);
  addBackfillUndo(backfill, line);
  return backfill;
}

function addCreate(backfill: CommandUnknownOpts, line: CommandLine): void {
  withFilter(
    backfill
      .command("create")
      .description(
        `fixes the records that it is about: those read so far, or of these the ones that match, are named, or whose output is blank. Nothing begins before its start. It takes ${defaultRamp.join(", ")} of them and then the rest`,
      )
      .argument("<enrichment>")
      .requiredOption("--connection <name>"),
  )
    .option(
      "--read-first",
      "after what matches has been read from the CRM itself, as backfill read does",
    )
    .option("--ramp <sizes>", "how many each step takes, with commas between them", toSizes)
    .option(
      "--rest <minutes>",
      `the pause after each step; ${defaultRestMinutes} unless told`,
      toRest,
    )
    .option(
      "--max-usd <usd>",
      "pauses once the records that have ended have cost so much; those under way are held",
      toNanoUsd,
    )
    .option(
      "--gates <limits>",
      `by what its steps are judged, such as failed=0.05,shift=off: ${gateNames.join(", ")}`,
      toGates,
    )
    .action((enrichment, given) =>
      line.ask(async (client) => {
        const { connection, ramp, rest: restMinutes, maxUsd, gates, readFirst, ...chosen } = given;
        const filter = filterOf(chosen);
        if (readFirst === true) await readToEnd(client, { enrichment, connection, filter });
        const how = { ramp, restMinutes, maxNanoUsd: maxUsd, gates };
        const body = { enrichment, connection, filter, ...how };
        const created = await client.call("backfills.create", { body });
        const { id, records } = created;
        const text = `${id}: ${many(records, "record")}. npx fieldwork backfill sheet ${id} says what it would do and cost.`;
        return shown(created, text);
      }),
    );
}

function addStart(backfill: CommandUnknownOpts, line: CommandLine): void {
  backfill
    .command("start")
    .description("approves its sheet and begins it; past what the sheet says, it pauses itself")
    .argument("<backfill>")
    .requiredOption("--sheet <hash>", "the sheet that is approved")
    .option(
      "--max-usd <usd>",
      "what it may spend in all, in place of what the sheet says",
      toNanoUsd,
    )
    .option("--follow", "shows how far it is until it ends, as backfill watch does")
    .option(...onConnection)
    .action((id, { sheet, maxUsd: maxNanoUsd, follow: isFollowed, connection }) =>
      line.ask(async (client) => {
        const body = { order: "start", sheet, maxNanoUsd, connection } as const;
        const changed = await client.call("backfills.change", { params: { id }, body });
        if (isFollowed !== true) return changedShown(id, changed);
        return follow(client, line, { id, query: { connection } });
      }),
    );
}

const changes = {
  pause: "holds it, and what is under way",
  resume: "goes on; also ends a rest, or lets a step pass that went badly",
  cancel: "never begins what it has not begun; its undo takes back what it wrote",
} as const;

function addChanges(backfill: CommandUnknownOpts, line: CommandLine): void {
  backfill
    .command("pause")
    .description(changes.pause)
    .argument("<backfill>")
    .option(...onConnection)
    .action((id, { connection }) =>
      line.ask(async (client) => {
        const body = { order: "pause", connection } as const;
        return changedShown(id, await client.call("backfills.change", { params: { id }, body }));
      }),
    );
  backfill
    .command("resume")
    .description(changes.resume)
    .argument("<backfill>")
    .option("--max-usd <usd>", "what it may spend in all from now on", toNanoUsd)
    .option(...onConnection)
    .action((id, { maxUsd: maxNanoUsd, connection }) =>
      line.ask(async (client) => {
        const body = { order: "resume", maxNanoUsd, connection } as const;
        return changedShown(id, await client.call("backfills.change", { params: { id }, body }));
      }),
    );
  backfill
    .command("cancel")
    .description(changes.cancel)
    .argument("<backfill>")
    .option("--yes", "without a question")
    .option(...onConnection)
    .action((id, { yes, connection }) =>
      line.ask(async (client) => {
        const params = { id };
        const { receipt } = await client.call("backfills.show", { params, query: { connection } });
        const count = receipt.waiting + receipt.neverStarted;
        const told = `This would end ${id}: ${many(count, "record")} would not be begun any more.`;
        const preview = shown({ count }, told);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const body = { order: "cancel", connection } as const;
        return changedShown(id, await client.call("backfills.change", { params, body }));
      }),
    );
}

function changedShown(id: string, { state }: Reply<"backfills.change">) {
  return shown({ id, state }, `${id} is ${state}.`);
}

function toSizes(given: string): number[] {
  return given.split(",").map(toCount);
}

/** The limits of gates, or `off`. @throws InvalidArgumentError */
function toGates(given: string): Partial<BackfillGates> {
  const pairs = toList(given).map((part) => {
    const [name = "", limit = ""] = part.split("=");
    const most = limit === "off" ? null : Number(limit === "" ? Number.NaN : limit);
    return [name, most] as const;
  });
  const { data } = backfillGates.partial().safeParse(Object.fromEntries(pairs));
  if (data) return Object.fromEntries(pairs);
  throw new InvalidArgumentError(
    `Write limits such as failed=0.05, or shift=off, for ${gateNames.join(", ")}.`,
  );
}

function toRest(given: string): number {
  return given === "0" ? 0 : toCount(given);
}

/** An amount in dollars. @throws InvalidArgumentError */
function toNanoUsd(given: string): number {
  const nano = Math.round(Number(given) * 1e9);
  if (Number.isSafeInteger(nano) && nano > 0) return nano;
  throw new InvalidArgumentError("It must be US dollars, such as 5 or 0.50.");
}
