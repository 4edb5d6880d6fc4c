import type { Database } from "@fieldwork/store";
import { listPeople } from "@fieldwork/store/who";
import { linkUrl } from "../who/links.ts";
import { disableAccount, grantRole, invitePerson, revokeRole } from "../who/people.ts";
import { acceptLink, showLink, signIn, signOut } from "../who/sign-in.ts";
import {
  issueToken,
  listSessionsOf,
  listTokensOf,
  revokeSession,
  revokeToken,
} from "../who/tokens.ts";
import { type Handlers, wire } from "./handler.ts";

export interface WhoHandlerDeps {
  database: Database;
  sessionHours: number;
  /** Where people reach the API. */
  linkUrl: () => string;
}

type WhoRoute =
  | `session.${"begin" | "show" | "end"}`
  | `link.${"show" | "accept"}`
  | `sessions.${"list" | "revoke"}`
  | `tokens.${"list" | "create" | "revoke"}`
  | `people.${"list" | "invite" | "grant" | "revoke" | "disable"}`;

const done = { done: true } as const;

/** Who asks, people and tokens. */
export function whoHandlers(deps: WhoHandlerDeps): Pick<Handlers, WhoRoute> {
  const { database } = deps;
  return {
    ...sessionHandlers(deps),
    ...peopleHandlers(deps),
    "tokens.list": async ({ principal }) => ({
      tokens: wire(await listTokensOf(database, principal)),
    }),
    "tokens.create": ({ principal, body: { days: keepDays, ...order } }) => {
      const { name, role, connection, owner } = order;
      return issueToken(deps, principal, { name, scope: { role, connection }, keepDays, owner });
    },
    "tokens.revoke": async ({ principal, params }) => {
      await revokeToken(deps, principal, params);
      return done;
    },
  };
}

function sessionHandlers(
  deps: WhoHandlerDeps,
): Pick<Handlers, Extract<WhoRoute, `session${string}` | `link${string}`>> {
  const { database } = deps;
  return {
    "session.begin": async ({ body, place, keepSession }) => {
      const { secret, person } = await signIn(deps, body, place);
      keepSession(secret);
      return { person };
    },
    "session.show": async ({ principal: { actor, rights, sessionId } }) => ({
      actor,
      rights: rights.map((grants) => [...grants]),
      isSession: sessionId !== null,
    }),
    "session.end": async ({ principal, keepSession }) => {
      await signOut(deps, principal);
      keepSession(undefined);
      return done;
    },
    "link.show": ({ body: { link } }) => showLink(deps, link),
    "link.accept": async ({ body, place, keepSession }) => {
      const { secret, person } = await acceptLink(deps, body, place);
      keepSession(secret);
      return { person };
    },
    "sessions.list": async ({ principal }) => {
      const rows = await listSessionsOf(database, principal);
      const { sessionId } = principal;
      return { sessions: wire(rows.map((row) => ({ ...row, isThis: row.id === sessionId }))) };
    },
    "sessions.revoke": async ({ principal, params }) => {
      await revokeSession(deps, principal, params);
      return done;
    },
  };
}

function peopleHandlers(
  deps: WhoHandlerDeps,
): Pick<Handlers, Extract<WhoRoute, `people${string}`>> {
  return {
    "people.list": async () => ({ people: wire(await listPeople(deps.database)) }),
    "people.invite": async ({ principal, body }) => {
      const { id, secret } = await invitePerson(deps, principal, body);
      return { id, link: linkUrl(deps.linkUrl(), secret) };
    },
    "people.grant": async ({ principal, params: { id: person }, body: grant }) => {
      await grantRole(deps, principal, { person, grant });
      return done;
    },
    "people.revoke": async ({ principal, params: { id: person }, body: grant }) => {
      await revokeRole(deps, principal, { person, grant });
      return done;
    },
    "people.disable": async ({ principal, params: { id: person } }) => {
      await disableAccount(deps, principal, { person });
      return done;
    },
  };
}
