import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { heldByText } from "@fieldwork/contracts";
import type { CommandLine } from "../command-line/command-line.ts";
import { UsageError } from "../command-line/shown.ts";
import { listed, shown } from "./command.ts";

const scopes = ["everything", "connection", "enrichment", "model", "backfill", "record"] as const;
const named =
  "which one; a model is a provider, or provider/model; a record is connection/object/id; nothing for everything";

export function holdCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("hold")
    .description(
      "lists what is held, by whom and why; or pauses or kills: nothing of it begins any more, no call to a model, no write to a CRM",
    )
    .addArgument(new Argument("[scope]", "what to hold").choices(scopes))
    .argument("[target]", named)
    .option(
      "--kill",
      "also ends the calls under way, which stay charged until the vendor proves less",
    )
    .option("--why <why>", "the reason, which everybody is shown")
    .action((scope, target, { kill, why }) => {
      if (scope === undefined) {
        if (kill || why !== undefined) throw new UsageError("name what to hold");
        return line.ask(async (client) => {
          const { holds } = await client.call("holds.list", {});
          const rows = holds.map((hold) => [
            ...[hold.since, heldByText({ ...hold, by: hold.heldBy })],
          ]);
          return listed({ holds }, { rows, none: "Nothing is held." });
        });
      }
      return line.ask(async (client) => {
        const held = { scope, target: target ?? "" };
        const action = kill ? "killed" : "paused";
        const order = { ...held, action, why: why ?? null } as const;
        const { epoch } = await client.call("holds.place", { body: order });
        const what = textOf(held);
        const text = `${what} is ${action}: nothing of it begins any more. npx fieldwork resume ${what} lifts it.`;
        return shown({ ...order, epoch }, text);
      });
    });
}

export function resumeCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("resume")
    .description("lifts a hold; what waited goes on by itself")
    .addArgument(new Argument("<scope>", "what is held").choices(scopes))
    .argument("[target]", named)
    .action((scope, target) =>
      line.ask(async (client) => {
        const held = { scope, target: target ?? "" };
        const { epoch } = await client.call("holds.lift", { body: held });
        return shown({ ...held, epoch }, `${textOf(held)} goes on.`);
      }),
    );
}

function textOf({ scope, target }: { scope: string; target: string }): string {
  return [scope, target].filter(Boolean).join(" ");
}
