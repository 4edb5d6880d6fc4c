import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { role } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { InvalidArgumentError } from "commander";
import type { CommandLine } from "../command-line/command-line.ts";
import { listed, shown, toCount } from "./command.ts";
import { grantText } from "./users-command.ts";

type Token = Reply<"tokens.list">["tokens"][number];

const defaultDays = 90;
const mostDays = 366;

export function tokensCommand(line: CommandLine): CommandUnknownOpts {
  const tokens = new Command("tokens").description("the tokens of the API");
  tokens
    .command("list")
    .description("the tokens, whose they are and what they may do")
    .action(() =>
      line.ask(async (client) => {
        const found = await client.call("tokens.list", {});
        return listed(found, { rows: found.tokens.map(tokenRow), none: "There are no tokens." });
      }),
    );
  tokens
    .command("create")
    .description("makes one that may do what a role may, and no more than its owner")
    .requiredOption("--name <name>", "what it is for")
    .addOption(
      new Option("--role <role>", "what it may do").choices(role.options).makeOptionMandatory(),
    )
    .option("--owner <email>", "whose it is, made by an admin; one's own unless told")
    .option("--connection <name>", "on this connection; on all unless told")
    .option("--days <n>", `how long it lasts; ${defaultDays} unless told`, toDays)
    .action(({ name, role: given, owner, connection = null, days = defaultDays }) =>
      line.ask(async (client) => {
        const body = { name, role: given, connection, days, owner };
        const made = await client.call("tokens.create", { body });
        const text = `${made.secret}\nIt is shown this once, and works until ${made.expiresAt}.`;
        return shown(made, text);
      }),
    );
  tokens
    .command("revoke")
    .description("ends one")
    .argument("<id>", "as tokens list names it")
    .option("--yes", "without a question")
    .action((id, { yes }) =>
      line.ask(async (client) => {
        const preview = shown({ count: 1 }, `This would end the token ${id}.`);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const done = await client.call("tokens.revoke", { params: { id } });
        return shown(done, "The token works no more.");
      }),
    );
  return tokens;
}

function toDays(given: string): number {
  const days = toCount(given);
  if (days <= mostDays) return days;
  throw new InvalidArgumentError(`It must be ${mostDays} at most.`);
}

function tokenRow({ id, name, owner, role: one, connection, expiresAt, usedAt }: Token): string[] {
  const used = usedAt === null ? "never used" : `used ${usedAt}`;
  const may = grantText({ role: one, connection });
  return [id, name, `of ${owner}`, may, `until ${expiresAt}`, used];
}
