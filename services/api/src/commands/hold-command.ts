import { heldByText } from "@fieldwork/contracts";
import { common, flag, jsonText, parsed, text } from "./command.ts";
import type { ClientCommand } from "./status-command.ts";

const scopes = ["everything", "connection", "enrichment", "model", "backfill"] as const;

interface HoldTarget {
  scope: (typeof scopes)[number];
  target: string;
}

export const holdUsage = `  hold [--json]      lists what is held, by whom and why
  hold everything | connection C | enrichment E | model M | backfill B [--kill] [--why WHY] [--json]
                     lets nothing that it covers begin any more: no call to a model, no write to a CRM;
                     M is a provider, or provider/model. --kill also ends the calls under way, which stay
                     charged until the vendor proves less
  resume everything | connection C | enrichment E | model M | backfill B [--json]
                     lifts a hold; what waited goes on by itself`;

/** Undefined if it is written wrongly. */
export function parseHold(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { ...common, kill: flag, why: text });
  if (!given) return undefined;
  const { json, kill, why } = given.values;
  if (given.positionals.length === 0) return kill || why !== undefined ? undefined : list(json);
  const held = targetOf(given.positionals);
  if (!held) return undefined;
  return async (client) => {
    const action = kill ? "killed" : "paused";
    const order = { ...held, action, why: why ?? null } as const;
    const { epoch } = await client.call("holds.place", { body: order });
    if (json) return jsonText({ ...order, epoch });
    const what = textOf(held);
    return `${what} is ${action}: nothing of it begins any more. npx fieldwork resume ${what} lifts it.`;
  };
}

/** Undefined if it is written wrongly. */
export function parseResume(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, common);
  const held = given && targetOf(given.positionals);
  if (!held) return undefined;
  return async (client) => {
    const { epoch } = await client.call("holds.lift", { body: held });
    if (given.values.json) return jsonText({ ...held, epoch });
    return `${textOf(held)} goes on.`;
  };
}

function list(json: boolean): ClientCommand {
  return async (client) => {
    const { holds } = await client.call("holds.list", {});
    if (json) return jsonText(holds);
    if (holds.length === 0) return "Nothing is held.";
    return holds
      .map((hold) => `${hold.since}  ${heldByText({ ...hold, by: hold.heldBy })}`)
      .join("\n");
  };
}

function targetOf([scope, target, ...rest]: readonly string[]): HoldTarget | undefined {
  const known = scopes.find((one) => one === scope);
  return known && rest.length === 0 ? { scope: known, target: target ?? "" } : undefined;
}

function textOf({ scope, target }: HoldTarget): string {
  return [scope, target].filter(Boolean).join(" ");
}
