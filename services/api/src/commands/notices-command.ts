import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { CommandLine } from "../command-line/command-line.ts";
import { listed, shown, toCount } from "./command.ts";

export function noticesCommand(line: CommandLine): CommandUnknownOpts {
  const notices = new Command("notices").description("what people were told, and where it goes");
  notices
    .command("list")
    .description("what people were told, the last first")
    .option("--limit <n>", "how many", toCount)
    .action(({ limit }) =>
      line.ask(async (client) => {
        const told = await client.call("notices.list", { query: { limit } });
        const rows = told.notices.map((one) => [one.toldAt, one.text]);
        return listed(told, { rows, none: "Nothing to tell so far." });
      }),
    );
  notices
    .command("channels")
    .description("where notices go")
    .action(() =>
      line.ask(async (client) => {
        const found = await client.call("notice-channels.list", {});
        const rows = found.channels.map(({ id, kind, target, onlyFor }) => {
          return [id, kind, target, onlyFor === null ? "all" : `what ${onlyFor} asked for`];
        });
        return listed(found, { rows, none: "Notices go nowhere yet: npx fieldwork notices add." });
      }),
    );
  notices
    .command("add")
    .description("sends notices there; prints the secret that signs a webhook's, once")
    .addArgument(new Argument("<kind>", "how").choices(["webhook", "email"]))
    .argument("<target>", "a URL, or an e-mail address")
    .option("--only-for <name>", "only those about what this person asked for")
    .action((kind, target, { onlyFor = null }) =>
      line.ask(async (client) => {
        const body = { kind, target, onlyFor };
        const added = await client.call("notice-channels.add", { body });
        const signed = `\nIts secret, which is not shown again: ${added.secret}`;
        const text = `Notices go there from now on: it is ${added.id}.`;
        return shown(added, `${text}${added.secret ? signed : ""}`);
      }),
    );
  notices
    .command("remove")
    .description("sends no notice there any more")
    .argument("<channel>", "as notices channels names it")
    .action((id) =>
      line.ask(async (client) => {
        const done = await client.call("notice-channels.remove", { params: { id } });
        return shown(done, "No notice goes there any more.");
      }),
    );
  return notices;
}
