import { AppError } from "@fieldwork/runtime";
import { listPeople, listTokens, type TokenRow } from "@fieldwork/store/who";
import { commandPrincipal } from "../who/principal.ts";
import { issueToken, revokeToken } from "../who/tokens.ts";
import { type Command, commandActor, common, countOf, jsonText, parsed, text } from "./command.ts";
import { grantOf, grantText } from "./users-command.ts";

export const tokensUsage = `  tokens list [--json] | revoke <id>
                     shows the tokens of the API; ends one
  tokens create --owner EMAIL --name NAME --role R [--connection C] [--days N]
                     makes one that may do what R may, and no more than its owner; it lasts 90 days unless told`;

const defaultDays = 90;
const mostDays = 366;

/** Undefined if it is written wrongly. */
export function parseTokens([order, ...args]: readonly string[]): Command | undefined {
  switch (order) {
    case "list":
      return parseList(args);
    case "create":
      return parseCreate(args);
    case "revoke": {
      const [id, ...rest] = args;
      if (id === undefined || rest.length > 0) return undefined;
      return async ({ database }) => {
        const principal = commandPrincipal(commandActor());
        await revokeToken({ database }, principal, { id, ofAnybody: true });
        return "The token works no more.";
      };
    }
    default:
      return undefined;
  }
}

function parseList(args: readonly string[]): Command | undefined {
  const given = parsed(args, common);
  if (!given || given.positionals.length > 0) return undefined;
  return async ({ reader }) => {
    const tokens = await listTokens(reader, null);
    if (given.values.json) return jsonText(tokens);
    return tokens.length === 0 ? "There are no tokens." : tokens.map(tokenText).join("\n");
  };
}

function parseCreate(args: readonly string[]): Command | undefined {
  const options = { owner: text, name: text, role: text, connection: text, days: text };
  const given = parsed(args, options);
  const days = countOf(given?.values.days);
  if (!given || given.positionals.length > 0 || days === null || (days ?? 0) > mostDays)
    return undefined;
  const { owner, name, ...granted } = given.values;
  if (owner === undefined || name === undefined || granted.role === undefined) return undefined;
  return async ({ database, reader }) => {
    const people = await listPeople(reader);
    const person = people.find(({ email }) => email === owner.toLowerCase());
    if (person === undefined)
      throw new AppError(`nobody has the address ${owner}: npx fieldwork users list`, {
        code: "config_invalid",
        retryable: false,
      });
    const principal = { ...commandPrincipal(commandActor()), personId: person.id };
    const order = { name, scope: grantOf(granted), keepDays: days ?? defaultDays };
    const { secret, expiresAt } = await issueToken({ database }, principal, order);
    return `${secret}\nIt is shown this once, and works until ${expiresAt}.`;
  };
}

function tokenText({ id, name, owner, role, connection, expiresAt, usedAt }: TokenRow): string {
  const used = usedAt === null ? "never used" : `used ${usedAt.toISOString()}`;
  const until = `until ${expiresAt.toISOString()}`;
  return `${id}  ${name}  of ${owner}  ${grantText({ role, connection })}  ${until}  ${used}`;
}
