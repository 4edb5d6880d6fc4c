import { listChannels, listNotices } from "@fieldwork/store/notices";
import { noticeText } from "../notices/notice-text.ts";
import { addChannelByOrder, removeChannelByOrder, shown } from "../notices/order-channels.ts";
import {
  type Command,
  commandActor,
  common,
  countOf,
  jsonText,
  orderDeps,
  parsed,
  text,
} from "./command.ts";

export const noticesUsage = `  notices list [--limit N] [--json]
                     shows what people were told, the last first
  notices channels [--json]
                     shows where notices go
  notices add (webhook <url> | email <address>) [--only-for NAME] [--json]
                     sends notices there, all of them or those about what NAME asked for; prints the secret
                     that signs a webhook's, once
  notices remove <channel>`;

const defaultRows = 50;

/** Undefined if it is written wrongly. */
export function parseNotices([order, ...args]: readonly string[]): Command | undefined {
  switch (order) {
    case "list":
      return parseList(args);
    case "channels":
      return parseChannels(args);
    case "add":
      return parseAdd(args);
    case "remove": {
      const [id, ...rest] = args;
      if (id === undefined || rest.length > 0) return undefined;
      return async (store) => {
        await removeChannelByOrder(orderDeps(store), commandActor(), id);
        return "No notice goes there any more.";
      };
    }
    default:
      return undefined;
  }
}

function parseList(args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...common, limit: text });
  const limit = countOf(given?.values.limit);
  if (!given || given.positionals.length > 0 || limit === null) return undefined;
  return async ({ reader }) => {
    const notices = await listNotices(reader, limit ?? defaultRows);
    if (given.values.json) return jsonText(notices);
    if (notices.length === 0) return "Nothing to tell so far.";
    return notices.map((one) => `${one.toldAt.toISOString()}  ${noticeText(one)}`).join("\n");
  };
}

function parseChannels(args: readonly string[]): Command | undefined {
  const given = parsed(args, common);
  if (!given || given.positionals.length > 0) return undefined;
  return async ({ reader }) => {
    const channels = (await listChannels(reader)).map((one) => ({
      ...one,
      target: shown(one.target),
    }));
    if (given.values.json) return jsonText(channels);
    if (channels.length === 0) return "Notices go nowhere yet: npx fieldwork notices add.";
    return channels
      .map(({ id, kind, target, onlyFor }) => {
        return `${id}  ${kind}  ${target}  ${onlyFor === null ? "all" : `what ${onlyFor} asked for`}`;
      })
      .join("\n");
  };
}

function parseAdd(args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...common, "only-for": text });
  const [kind, target, ...rest] = given?.positionals ?? [];
  if (!given || target === undefined || rest.length > 0) return undefined;
  if (kind !== "webhook" && kind !== "email") return undefined;
  const { json, "only-for": onlyFor = null } = given.values;
  return async (store) => {
    const channel = { kind, target, onlyFor } as const;
    const added = await addChannelByOrder(orderDeps(store), commandActor(), channel);
    if (json) return jsonText(added);
    const signed = `\nIts secret, which is not shown again: ${added.secret}`;
    return `Notices go to ${shown(target)} from now on, as ${added.id}.${added.secret ? signed : ""}`;
  };
}
