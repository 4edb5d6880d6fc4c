import { type Grant, role } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { listPeople, type Person } from "@fieldwork/store/who";
import { createFirstAdminLink, linkMinutes, linkUrl } from "../who/links.ts";
import { disableAccount, grantRole, invitePerson, revokeRole } from "../who/people.ts";
import { commandPrincipal } from "../who/principal.ts";
import { type Command, commandActor, common, flag, jsonText, parsed, text } from "./command.ts";

export const usersUsage = `  users list [--json]
                     shows who may use the API, and what they may do
  users first-admin | invite <email> --name NAME [--role R [--connection C]] [--url URL]
                     makes a link that works once within ${linkMinutes} minutes: for the first admin, or for somebody else
                     (again, too, for a new password); URL is where the API is reached
  users grant | revoke <email> --role R [--connection C]
                     R is viewer, reviewer, operator or admin; on all connections unless one is named
  users disable <email> --yes
                     ends their sessions and tokens at once`;

const grantOptions = { role: text, connection: text };
const defaultUrl = "http://localhost:8090";

/** Undefined if it is written wrongly. */
export function parseUsers([order, ...args]: readonly string[]): Command | undefined {
  switch (order) {
    case "list":
      return parseList(args);
    case "first-admin":
      return parseFirstAdmin(args);
    case "invite":
      return parseInvite(args);
    case "grant":
    case "revoke":
      return parseGrant(order, args);
    case "disable":
      return parseDisable(args);
    default:
      return undefined;
  }
}

function parseList(args: readonly string[]): Command | undefined {
  const given = parsed(args, common);
  if (!given || given.positionals.length > 0) return undefined;
  return async ({ reader }) => {
    const people = await listPeople(reader);
    if (given.values.json) return jsonText(people);
    return people.length === 0
      ? "Nobody yet: npx fieldwork users first-admin"
      : people.map(personText).join("\n");
  };
}

function parseFirstAdmin(args: readonly string[]): Command | undefined {
  const given = parsed(args, { url: text });
  if (!given || given.positionals.length > 0) return undefined;
  return async ({ database }) => {
    const { secret } = await createFirstAdminLink(database);
    return linkText(given.values.url, secret);
  };
}

function parseInvite(args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...grantOptions, name: text, url: text });
  const email = onlyOne(given?.positionals);
  if (!given || email === undefined || given.values.name === undefined) return undefined;
  const { name, url, ...granted } = given.values;
  return async ({ database }) => {
    const grants = granted.role === undefined ? [] : [grantOf(granted)];
    const invitation = { email, name, grants };
    const { secret } = await invitePerson({ database }, principal(), invitation);
    return linkText(url, secret);
  };
}

function parseGrant(order: "grant" | "revoke", args: readonly string[]): Command | undefined {
  const given = parsed(args, grantOptions);
  const person = onlyOne(given?.positionals);
  if (!given || person === undefined || given.values.role === undefined) return undefined;
  return async ({ database }) => {
    const grant = grantOf(given.values);
    const run = order === "grant" ? grantRole : revokeRole;
    await run({ database }, principal(), { person, grant });
    return `${person} is ${order === "grant" ? "now" : "no longer"} ${grantText(grant)}.`;
  };
}

function parseDisable(args: readonly string[]): Command | undefined {
  const given = parsed(args, { yes: flag });
  const person = onlyOne(given?.positionals);
  if (!given || person === undefined) return undefined;
  return async ({ database }) => {
    if (!given.values.yes) return `This would end all access of ${person}. Add --yes to do it.`;
    await disableAccount({ database }, principal(), { person });
    return `${person} is disabled: their sessions have ended, and their tokens work no more.`;
  };
}

const principal = () => commandPrincipal(commandActor());

function onlyOne(positionals: readonly string[] | undefined): string | undefined {
  return positionals?.length === 1 ? positionals[0] : undefined;
}

/** @throws AppError `config_invalid` for a role that there is not. */
export function grantOf(given: {
  role?: string | undefined;
  connection?: string | undefined;
}): Grant {
  const parsedRole = role.safeParse(given.role);
  if (parsedRole.success) return { role: parsedRole.data, connection: given.connection ?? null };
  throw new AppError(`there is no role ${given.role}: name one of ${role.options.join(", ")}`, {
    code: "config_invalid",
    retryable: false,
  });
}

export function grantText({ role: one, connection }: Grant): string {
  return `${one} on ${connection ?? "all connections"}`;
}

function personText({ email, name, grants, hasSignedUp, disabledAt }: Person): string {
  const state = disabledAt !== null ? "disabled" : hasSignedUp ? "active" : "invited";
  const may = grants.length === 0 ? "nothing" : grants.map(grantText).join(", ");
  return `${email}  ${name}  ${state}  ${may}`;
}

function linkText(url: string | undefined, secret: string): string {
  return `${linkUrl(url ?? defaultUrl, secret)}\nIt works once, within ${linkMinutes} minutes.`;
}
