import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { type Grant, type Role, role } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { UsageError } from "../command-line/shown.ts";
import { createFirstAdminLink, linkMinutes, linkUrl, secretOfLink } from "../who/links.ts";
import { listed, shown, toUrl } from "./command.ts";

type Person = Reply<"people.list">["people"][number];

const defaultUrl = "http://localhost:8090";
const urlOption = ["--url <url>", "where the API is reached", toUrl] as const;
const connectionOption = ["--connection <name>", "on this connection; on all unless told"] as const;
const worksOnce = `\nIt works once, within ${linkMinutes} minutes.`;

export function usersCommand(line: CommandLine): CommandUnknownOpts {
  const users = new Command("users").description("who may use the API, and what they may do");
  users
    .command("list")
    .description("who may use the API, and what they may do")
    .action(() =>
      line.ask(async (client) => {
        const found = await client.call("people.list", {});
        const none = "Nobody yet: npx fieldwork users first-admin";
        return listed(found, { rows: found.people.map(personRow), none });
      }),
    );
  addLinks(users, line);
  addGrants(users, line);
  return users;
}

function addLinks(users: CommandUnknownOpts, line: CommandLine): void {
  users
    .command("first-admin")
    .description("a link for the first admin: made where the database can be reached")
    .option(...urlOption)
    .action(({ url = defaultUrl }) =>
      line.local(async ({ database }) => {
        const { secret } = await createFirstAdminLink(database);
        const link = linkUrl(url, secret);
        return shown({ link }, `${link}${worksOnce}`);
      }),
    );
  users
    .command("invite")
    .description("a link for somebody else; again, too, for a new password")
    .argument("<email>")
    .requiredOption("--name <name>")
    .addOption(roleOption())
    .option(...connectionOption)
    .option(...urlOption)
    .action((email, { name, role: given, connection = null, url }) => {
      if (given === undefined && connection !== null) throw new UsageError("add --role");
      const grants = given === undefined ? [] : [{ role: given, connection }];
      return line.ask(async (client) => {
        const invited = await client.call("people.invite", { body: { email, name, grants } });
        const link = url === undefined ? invited.link : linkUrl(url, secretOfLink(invited.link));
        return shown({ ...invited, link }, `${link}${worksOnce}`);
      });
    });
}

function addGrants(users: CommandUnknownOpts, line: CommandLine): void {
  users
    .command("grant")
    .description("gives a role")
    .argument("<email>")
    .addOption(roleOption().makeOptionMandatory())
    .option(...connectionOption)
    .action((id, { role: given, connection = null }) =>
      line.ask(async (client) => {
        const body = { role: given, connection };
        const done = await client.call("people.grant", { params: { id }, body });
        return shown(done, `${id} is now ${grantText(body)}.`);
      }),
    );
  users
    .command("revoke")
    .description("takes a role away")
    .argument("<email>")
    .addOption(roleOption().makeOptionMandatory())
    .option(...connectionOption)
    .option("--yes", "without a question")
    .action((id, { role: given, connection = null, yes }) =>
      line.ask(async (client) => {
        const body = { role: given, connection };
        const preview = shown({ count: 1 }, `${id} would no longer be ${grantText(body)}.`);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const done = await client.call("people.revoke", { params: { id }, body });
        return shown(done, `${id} is no longer ${grantText(body)}.`);
      }),
    );
  users
    .command("disable")
    .description("ends somebody's sessions and tokens at once")
    .argument("<email>")
    .option("--yes", "without a question")
    .action((id, { yes }) =>
      line.ask(async (client) => {
        const preview = shown({ count: 1 }, `This would end all access of ${id}.`);
        await line.confirm({ preview, isConfirmed: yes === true, addition: "--yes" });
        const done = await client.call("people.disable", { params: { id } });
        const text = `${id} is disabled: their sessions have ended, and their tokens work no more.`;
        return shown(done, text);
      }),
    );
}

function roleOption() {
  const choices = role.options as readonly Role[];
  return new Option("--role <role>", "what they may do").choices(choices);
}

export function grantText({ role: one, connection }: Grant): string {
  return `${one} on ${connection ?? "all connections"}`;
}

function personRow({ email, name, grants, hasSignedUp, disabledAt }: Person): string[] {
  const state = disabledAt !== null ? "disabled" : hasSignedUp ? "active" : "invited";
  const may = grants.length === 0 ? "nothing" : grants.map(grantText).join(", ");
  return [email, name, state, may];
}
