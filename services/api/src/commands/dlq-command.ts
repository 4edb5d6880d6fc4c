import { readFile } from "node:fs/promises";
import { reasonCode, reasonText } from "@fieldwork/contracts";
import { listReplays } from "@fieldwork/store/reading";
import { discardDeadLetters } from "../dead-letters/discard.ts";
import { editDeadEvent } from "../dead-letters/edit-event.ts";
import { listDeadLetters } from "../dead-letters/groups.ts";
import { changeReplay, replayDeadLetters, showReplay } from "../dead-letters/replay.ts";
import { showDeadEvent, showDeadLetters } from "../dead-letters/show.ts";
import {
  type Command,
  commandActor,
  common,
  countOf,
  flag,
  jsonText,
  many,
  orderDeps,
  parsed,
  text,
} from "./command.ts";
import { deadLettersText, eventText, groupText, replayText } from "./dlq-text.ts";

export const dlqUsage = `  dlq list [--kind work|event] [--code CODE] [--enrichment E] [--connection C] [--topic T]
                     lists what failed for good by cause, with what to do about it, and the replays
  dlq show <group> | event:<id> | <replay>
                     shows one group with samples, one event with its payload, or how a replay goes
  dlq edit event:<id> --file FILE
                     changes an event's payload, under its topic's schema; a replay then reads the record from the CRM
  dlq replay <group> [--first N] [--per-minute N] [--go-on] [--while-paused]
                     puts the group as it is now back into the line: five first, with --while-paused also past a pause
                     of their enrichment, connection or everything; the others, with --go-on, once these have all
                     succeeded, otherwise by dlq resume
  dlq resume | pause | cancel <replay>
                     lets a replay go on, rest or end
  dlq discard <group> --why TEXT --yes [--id ID]...
                     ends dead letters for good; without --yes it only counts them`;

/** Undefined if it is written wrongly. */
export function parseDlq([order, ...args]: readonly string[]): Command | undefined {
  switch (order) {
    case "list":
      return parseList(args);
    case "show":
      return parseShow(args);
    case "edit":
      return parseEdit(args);
    case "replay":
      return parseReplay(args);
    case "resume":
    case "pause":
    case "cancel":
      return args.length === 1 ? change(order, args[0] ?? "") : undefined;
    case "discard":
      return parseDiscard(args);
    default:
      return undefined;
  }
}

function parseList(args: readonly string[]): Command | undefined {
  const options = {
    ...common,
    kind: text,
    code: text,
    enrichment: text,
    connection: text,
    topic: text,
  };
  const given = parsed(args, options);
  if (!given || given.positionals.length > 0) return undefined;
  const { json, kind, code, ...filter } = given.values;
  if (kind !== undefined && kind !== "work" && kind !== "event") return undefined;
  const known = code === undefined ? undefined : reasonCode.safeParse(code);
  if (known && !known.success) return undefined;
  return async ({ reader }) => {
    const listed = await listDeadLetters(reader, { ...filter, kind, code: known?.data });
    const replays = await listReplays(reader, 10);
    return json ? jsonText({ ...listed, replays }) : deadLettersText(listed, replays);
  };
}

function parseShow(args: readonly string[]): Command | undefined {
  const given = parsed(args, common);
  const [subject, ...rest] = given?.positionals ?? [];
  if (!given || subject === undefined || rest.length > 0) return undefined;
  const { json } = given.values;
  return async (store) => {
    if (subject.startsWith("replay-")) {
      const replay = await showReplay(store, subject);
      return json ? jsonText(replay) : replayText(replay);
    }
    if (subject.startsWith("event:")) {
      const event = await showDeadEvent(store.reader, idOf(subject));
      return json ? jsonText(event) : eventText(event);
    }
    const group = await showDeadLetters(store.reader, subject);
    return json ? jsonText(group) : groupText(group);
  };
}

const idOf = (subject: string) => subject.replace(/^event:/, "");

function parseEdit(args: readonly string[]): Command | undefined {
  const given = parsed(args, { file: text });
  const [subject, ...rest] = given?.positionals ?? [];
  const file = given?.values.file;
  if (subject === undefined || rest.length > 0 || file === undefined) return undefined;
  return async (store) => {
    const id = idOf(subject);
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    const { value: seen } = await showDeadEvent(store.reader, id);
    const { key } = await editDeadEvent(orderDeps(store), commandActor(), { id, seen, value });
    return `Changed; it is about ${key} now. npx fieldwork dlq replay has that record read from the CRM.`;
  };
}

function parseReplay(args: readonly string[]): Command | undefined {
  const given = parsed(args, {
    first: text,
    "per-minute": text,
    "go-on": flag,
    "while-paused": flag,
  });
  const [group, ...rest] = given?.positionals ?? [];
  if (!given || group === undefined || rest.length > 0) return undefined;
  const [tryFirst, perMinute] = [countOf(given.values.first), countOf(given.values["per-minute"])];
  if (tryFirst === null || perMinute === null) return undefined;
  const { "go-on": goesOn, "while-paused": passesPauses } = given.values;
  return async (store) => {
    const request = { group, tryFirst, perMinute, goesOn, passesPauses };
    const { id, members } = await replayDeadLetters(orderDeps(store), commandActor(), request);
    return `${id}: ${many(members, "dead letter")}, a few of them first, as soon as the line runs. npx fieldwork dlq show ${id} tells how it goes.`;
  };
}

function change(order: "resume" | "pause" | "cancel", id: string): Command {
  return async (store) => {
    const { state } = await changeReplay(orderDeps(store), commandActor(), { id, change: order });
    return `${id} is ${state}.`;
  };
}

function parseDiscard(args: readonly string[]): Command | undefined {
  const given = parsed(args, { why: text, yes: flag, id: { ...text, multiple: true } });
  const [group, ...rest] = given?.positionals ?? [];
  if (!given || group === undefined || rest.length > 0) return undefined;
  const { why, yes, id: ids } = given.values;
  if (why === undefined) return undefined;
  return async (store) => {
    const { count, cause } = await showDeadLetters(store.reader, group);
    if (!yes) {
      const meant = many(ids?.length ?? count, "dead letter");
      return `This would end ${meant} for good (${reasonText({ code: cause.code, detail: null })}). Add --yes to do it.`;
    }
    const { discarded } = await discardDeadLetters(orderDeps(store), commandActor(), {
      group,
      ids,
      why,
    });
    return `Discarded ${many(discarded, "dead letter")}.`;
  };
}
