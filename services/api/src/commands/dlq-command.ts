import { readFile } from "node:fs/promises";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { reasonCode, reasonText } from "@fieldwork/contracts";
import type { CommandLine } from "../command-line/command-line.ts";
import { collected, many, shown, toCount } from "./command.ts";
import { deadLettersText, eventText, groupText, replayText } from "./dlq-text.ts";

const onConnection = ["--connection <name>", "for who has rights on one of several"] as const;

export function dlqCommand(line: CommandLine): CommandUnknownOpts {
  const dlq = new Command("dlq").description(
    "what failed for good, by cause, and what to do about it",
  );
  addLooks(dlq, line);
  dlq
    .command("edit")
    .description(
      "changes an event's payload, under its topic's schema; a replay then reads the record from the CRM",
    )
    .argument("<event>", "event:<id>")
    .requiredOption("--file <file>", "the payload, as JSON")
    .action((subject, { file }) =>
      line.ask(async (client) => {
        const params = { id: idOf(subject) };
        const value: unknown = JSON.parse(await readFile(file, "utf8"));
        const { value: seen } = await client.call("dead-events.show", { params });
        const edited = await client.call("dead-events.edit", { params, body: { seen, value } });
        const text = `Changed; it is about ${edited.key} now. npx fieldwork dlq replay has that record read from the CRM.`;
        return shown(edited, text);
      }),
    );
  addReplay(dlq, line);
  for (const change of ["resume", "pause"] as const)
    dlq
      .command(change)
      .description(change === "resume" ? "lets a replay go on" : "lets a replay rest")
      .argument("<replay>")
      .option(...onConnection)
      .action((id, { connection }) =>
        line.ask(async (client) => {
          const body = { change, connection };
          const { state } = await client.call("replays.change", { params: { id }, body });
          return shown({ id, state }, `${id} is ${state}.`);
        }),
      );
  addEnds(dlq, line);
  return dlq;
}

function addLooks(dlq: CommandUnknownOpts, line: CommandLine): void {
  dlq
    .command("list")
    .description("what failed for good, by cause, with what to do about it, and the replays")
    .addOption(new Option("--kind <kind>", "only these").choices(["work", "event"]))
    .addOption(new Option("--code <code>", "the code of a reason").choices(reasonCode.options))
    .option("--enrichment <name>")
    .option("--connection <name>")
    .option("--topic <topic>")
    .action((query) =>
      line.ask(async (client) => {
        const { connection } = query;
        const listed = await client.call("dead-letters.list", { query });
        const { replays } = await client.call("replays.list", { query: { connection } });
        return shown({ ...listed, replays }, (screen) =>
          deadLettersText(listed, { replays, screen }),
        );
      }),
    );
  dlq
    .command("show")
    .description("one group with samples, one event with its payload, or how a replay goes")
    .argument("<subject>", "a group, event:<id>, or a replay")
    .option(...onConnection)
    .action((subject, query) =>
      line.ask(async (client) => {
        if (subject.startsWith("replay-")) {
          const replay = await client.call("replays.show", { params: { id: subject }, query });
          return shown(replay, replayText(replay));
        }
        if (subject.startsWith("event:")) {
          const event = await client.call("dead-events.show", { params: { id: idOf(subject) } });
          return shown(event, eventText(event));
        }
        const group = await client.call("dead-letters.show", { params: { id: subject }, query });
        return shown(group, groupText(group));
      }),
    );
}

function addReplay(dlq: CommandUnknownOpts, line: CommandLine): void {
  dlq
    .command("replay")
    .description(
      "puts the group as it is now back into the line: a few first; the others by dlq resume, or by themselves with --go-on",
    )
    .argument("<group>")
    .option("--first <n>", "how many go first; 5 unless told", toCount)
    .option("--per-minute <n>", "the pace of the others; 60 unless told", toCount)
    .option("--go-on", "the others follow once the first have all succeeded")
    .option(
      "--while-paused",
      "the first pass a pause of their enrichment, connection, model or lane, or everything",
    )
    .option(...onConnection)
    .action((group, { connection, first, perMinute, goOn, whilePaused }) =>
      line.ask(async (client) => {
        const how = { goesOn: goOn ?? false, passesPauses: whilePaused ?? false };
        const body = { connection, tryFirst: first, perMinute, ...how };
        const replay = await client.call("dead-letters.replay", { params: { id: group }, body });
        const { id, members } = replay;
        const text = `${id}: ${many(members, "dead letter")}, a few of them first. npx fieldwork dlq show ${id} tells how it goes.`;
        return shown(replay, text);
      }),
    );
}

/** What cannot be taken back. */
function addEnds(dlq: CommandUnknownOpts, line: CommandLine): void {
  dlq
    .command("cancel")
    .description("ends a replay: what it has not sent stays a dead letter")
    .argument("<replay>")
    .option("--yes", "without a question")
    .option(...onConnection)
    .action((id, { yes, connection }) =>
      line.ask(async (client) => {
        const params = { id };
        const replay = await client.call("replays.show", { params, query: { connection } });
        const { waiting } = replay.counts;
        const told = `This would end ${id}: ${many(waiting, "dead letter")} would stay as they are.`;
        const preview = shown({ count: waiting }, told);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const body = { change: "cancel", connection } as const;
        const { state } = await client.call("replays.change", { params, body });
        return shown({ id, state }, `${id} is ${state}.`);
      }),
    );
  dlq
    .command("discard")
    .description("ends dead letters for good")
    .argument("<group>")
    .requiredOption("--why <text>", "the reason, which the trail keeps")
    .option("--id <id>", "of these alone; may be given several times", collected)
    .option("--yes", "without a question")
    .option(...onConnection)
    .action((id, { connection, why, yes, id: ids }) =>
      line.ask(async (client) => {
        const params = { id };
        const group = await client.call("dead-letters.show", { params, query: { connection } });
        const count = ids?.length ?? group.count;
        const cause = reasonText({ code: group.cause.code, detail: null });
        const told = `This would end ${many(count, "dead letter")} for good (${cause}).`;
        const preview = shown({ count }, told);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const body = { connection, ids, why };
        const done = await client.call("dead-letters.discard", { params, body });
        return shown(done, `Discarded ${many(done.discarded, "dead letter")}.`);
      }),
    );
}

const idOf = (subject: string) => subject.replace(/^event:/, "");
