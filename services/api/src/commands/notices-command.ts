import { common, countOf, jsonText, parsed, text } from "./command.ts";
import type { ClientCommand } from "./status-command.ts";

export const noticesUsage = `  notices list [--limit N] [--json]
                     shows what people were told, the last first
  notices channels [--json]
                     shows where notices go
  notices add (webhook <url> | email <address>) [--only-for NAME] [--json]
                     sends notices there, all of them or those about what NAME asked for; prints the secret
                     that signs a webhook's, once
  notices remove <channel>`;

/** Undefined if it is written wrongly. */
export function parseNotices([order, ...args]: readonly string[]): ClientCommand | undefined {
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
      return async (client) => {
        await client.call("notice-channels.remove", { params: { id } });
        return "No notice goes there any more.";
      };
    }
    default:
      return undefined;
  }
}

function parseList(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { ...common, limit: text });
  const limit = countOf(given?.values.limit);
  if (!given || given.positionals.length > 0 || limit === null) return undefined;
  return async (client) => {
    const { notices } = await client.call("notices.list", { query: { limit } });
    if (given.values.json) return jsonText(notices);
    if (notices.length === 0) return "Nothing to tell so far.";
    return notices.map((one) => `${one.toldAt}  ${one.text}`).join("\n");
  };
}

function parseChannels(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, common);
  if (!given || given.positionals.length > 0) return undefined;
  return async (client) => {
    const { channels } = await client.call("notice-channels.list", {});
    if (given.values.json) return jsonText(channels);
    if (channels.length === 0) return "Notices go nowhere yet: npx fieldwork notices add.";
    return channels
      .map(({ id, kind, target, onlyFor }) => {
        return `${id}  ${kind}  ${target}  ${onlyFor === null ? "all" : `what ${onlyFor} asked for`}`;
      })
      .join("\n");
  };
}

function parseAdd(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { ...common, "only-for": text });
  const [kind, target, ...rest] = given?.positionals ?? [];
  if (!given || target === undefined || rest.length > 0) return undefined;
  if (kind !== "webhook" && kind !== "email") return undefined;
  const { json, "only-for": onlyFor = null } = given.values;
  return async (client) => {
    const body = { kind, target, onlyFor } as const;
    const added = await client.call("notice-channels.add", { body });
    if (json) return jsonText(added);
    const signed = `\nIts secret, which is not shown again: ${added.secret}`;
    return `Notices go there from now on: it is ${added.id}.${added.secret ? signed : ""}`;
  };
}
