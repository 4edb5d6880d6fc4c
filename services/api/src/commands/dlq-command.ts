import { readFile } from "node:fs/promises";
import { reasonCode, reasonText } from "@fieldwork/contracts";
import { common, countOf, flag, jsonText, many, parsed, text } from "./command.ts";
import { deadLettersText, eventText, groupText, replayText } from "./dlq-text.ts";
import type { ClientCommand } from "./status-command.ts";

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
                     ends dead letters for good; without --yes it only counts them
                     Who has rights on one of several connections adds --connection C to each`;

/** Undefined if it is written wrongly. */
export function parseDlq([order, ...args]: readonly string[]): ClientCommand | undefined {
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
      return parseChange(order, args);
    case "discard":
      return parseDiscard(args);
    default:
      return undefined;
  }
}

function parseList(args: readonly string[]): ClientCommand | undefined {
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
  const meant = { ...filter, kind } as const;
  const known = code === undefined ? undefined : reasonCode.safeParse(code);
  if (known && !known.success) return undefined;
  return async (client) => {
    const { connection } = filter;
    const query = { ...meant, code: known?.data };
    const listed = await client.call("dead-letters.list", { query });
    const { replays } = await client.call("replays.list", { query: { connection } });
    return json ? jsonText({ ...listed, replays }) : deadLettersText(listed, replays);
  };
}

function parseShow(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { ...common, connection: text });
  const [subject, ...rest] = given?.positionals ?? [];
  if (!given || subject === undefined || rest.length > 0) return undefined;
  const { json, ...query } = given.values;
  return async (client) => {
    if (subject.startsWith("replay-")) {
      const replay = await client.call("replays.show", { params: { id: subject }, query });
      return json ? jsonText(replay) : replayText(replay);
    }
    if (subject.startsWith("event:")) {
      const event = await client.call("dead-events.show", { params: { id: idOf(subject) } });
      return json ? jsonText(event) : eventText(event);
    }
    const group = await client.call("dead-letters.show", { params: { id: subject }, query });
    return json ? jsonText(group) : groupText(group);
  };
}

const idOf = (subject: string) => subject.replace(/^event:/, "");

function parseEdit(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { file: text });
  const [subject, ...rest] = given?.positionals ?? [];
  const file = given?.values.file;
  if (subject === undefined || rest.length > 0 || file === undefined) return undefined;
  return async (client) => {
    const params = { id: idOf(subject) };
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    const { value: seen } = await client.call("dead-events.show", { params });
    const { key } = await client.call("dead-events.edit", { params, body: { seen, value } });
    return `Changed; it is about ${key} now. npx fieldwork dlq replay has that record read from the CRM.`;
  };
}

function parseReplay(args: readonly string[]): ClientCommand | undefined {
  const options = { connection: text, first: text, "per-minute": text, "go-on": flag };
  const given = parsed(args, { ...options, "while-paused": flag });
  const [group, ...rest] = given?.positionals ?? [];
  if (!given || group === undefined || rest.length > 0) return undefined;
  const { connection, first, "per-minute": pace } = given.values;
  const [tryFirst, perMinute] = [countOf(first), countOf(pace)];
  if (tryFirst === null || perMinute === null) return undefined;
  const { "go-on": goesOn, "while-paused": passesPauses } = given.values;
  return async (client) => {
    const body = { connection, tryFirst, perMinute, goesOn, passesPauses };
    const params = { id: group };
    const { id, members } = await client.call("dead-letters.replay", { params, body });
    return `${id}: ${many(members, "dead letter")}, a few of them first. npx fieldwork dlq show ${id} tells how it goes.`;
  };
}

function parseChange(
  change: "resume" | "pause" | "cancel",
  args: readonly string[],
): ClientCommand | undefined {
  const given = parsed(args, { connection: text });
  const [id, ...rest] = given?.positionals ?? [];
  if (id === undefined || rest.length > 0) return undefined;
  const connection = given?.values.connection;
  return async (client) => {
    const body = { change, connection };
    const { state } = await client.call("replays.change", { params: { id }, body });
    return `${id} is ${state}.`;
  };
}

function parseDiscard(args: readonly string[]): ClientCommand | undefined {
  const options = { connection: text, why: text, yes: flag };
  const given = parsed(args, { ...options, id: { ...text, multiple: true } });
  const [group, ...rest] = given?.positionals ?? [];
  if (!given || group === undefined || rest.length > 0) return undefined;
  const { connection, why, yes, id: ids } = given.values;
  if (why === undefined) return undefined;
  const params = { id: group };
  return async (client) => {
    if (!yes) {
      const { count, cause } = await client.call("dead-letters.show", {
        ...{ params, query: { connection } },
      });
      const meant = many(ids?.length ?? count, "dead letter");
      return `This would end ${meant} for good (${reasonText({ code: cause.code, detail: null })}). Add --yes to do it.`;
    }
    const body = { connection, ids, why };
    const { discarded } = await client.call("dead-letters.discard", { params, body });
    return `Discarded ${many(discarded, "dead letter")}.`;
  };
}
