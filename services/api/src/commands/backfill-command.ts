import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { filterText, type RecordFilter } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { InvalidArgumentError } from "commander";
import { defaultRamp, defaultRestMinutes } from "../backfills/backfills.ts";
import { stopText, usdText } from "../backfills/stop-text.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { many, shown, toCount } from "./command.ts";
import { filterOf, withFilter } from "./filter-options.ts";
import { addCount, addFields, readCommand, readToEnd } from "./read-command.ts";

type Backfill = Reply<"backfills.show">;

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
        const listed = await client.call("backfills.list", { query });
        const texts = listed.backfills.map(headline);
        return shown(listed, texts.length === 0 ? "There are no backfills." : texts.join("\n"));
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
        return shown(view, backfillText(view));
      }),
    );
  addChanges(backfill, line);
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
    .action((enrichment, { connection, ramp, rest: restMinutes, maxUsd, readFirst, ...chosen }) =>
      line.ask(async (client) => {
        const filter = filterOf(chosen);
        if (readFirst === true) await readToEnd(client, { enrichment, connection, filter });
        const how = { ramp, restMinutes, maxNanoUsd: maxUsd };
        const body = { enrichment, connection, filter, ...how };
        const created = await client.call("backfills.create", { body });
        const { id, records } = created;
        const text = `${id}: ${many(records, "record")}. npx fieldwork backfill start ${id} begins it.`;
        return shown(created, text);
      }),
    );
}

const changes = {
  start: "begins it",
  pause: "holds it, and what is under way",
  resume: "goes on; also ends a rest, or lets a step pass that went badly",
  cancel: "never begins what it has not begun; undo run takes back what it wrote",
} as const;

function addChanges(backfill: CommandUnknownOpts, line: CommandLine): void {
  for (const order of ["start", "pause"] as const)
    backfill
      .command(order)
      .description(changes[order])
      .argument("<backfill>")
      .option(...onConnection)
      .action((id, { connection }) =>
        line.ask(async (client) => {
          const body = { order, connection };
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

function toRest(given: string): number {
  return given === "0" ? 0 : toCount(given);
}

/** An amount in dollars. @throws InvalidArgumentError */
function toNanoUsd(given: string): number {
  const nano = Math.round(Number(given) * 1e9);
  if (Number.isSafeInteger(nano) && nano > 0) return nano;
  throw new InvalidArgumentError("It must be US dollars, such as 5 or 0.50.");
}

const mostShownChars = 400;

function whereText(filter: RecordFilter): string[] {
  const written = filterText(filter);
  if (written === "") return [];
  const isLong = written.length > mostShownChars;
  return [
    `  where ${isLong ? `${written.slice(0, mostShownChars)}… (--json shows all)` : written}`,
  ];
}

function headline({ id, enrichment, connection, object, state, receipt }: Backfill): string {
  const { records, waiting, underWay, neverStarted } = receipt;
  const ended = records - waiting - underWay - neverStarted;
  return `${id}  ${state}  ${enrichment} of ${connection}/${object}: ${ended} of ${many(records, "record")} done`;
}

function backfillText(view: Backfill): string {
  const { receipt, stoppedBy, restUntil } = view;
  const { records: _, spentNanoUsd, inFlightAtStop, ...counts } = receipt;
  const words = { ...counts } as Record<string, number>;
  return [
    headline(view),
    ...whereText(view.filter),
    ...Object.entries(words)
      .filter(([, count]) => count > 0)
      .map(
        ([kind, count]) => `  ${count} ${kind.replace(/[A-Z]/g, (one) => ` ${one.toLowerCase()}`)}`,
      ),
    ...(inFlightAtStop > 0
      ? [`  ${inFlightAtStop} of these were in flight when it was stopped`]
      : []),
    `  spent: ${usdText(spentNanoUsd)}`,
    ...(stoppedBy ? [`  paused itself: ${stopText(stoppedBy)}`] : []),
    ...(restUntil && view.state === "resting" ? [`  rests until ${restUntil}`] : []),
  ].join("\n");
}
