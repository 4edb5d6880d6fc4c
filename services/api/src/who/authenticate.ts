import type { Db } from "@fieldwork/store";
import { findSession, findToken } from "@fieldwork/store/who";
import { commandActor, commandPrincipal, type Principal } from "./principal.ts";
import { isBearer } from "./request-guards.ts";
import { hashOf } from "./secrets.ts";

export interface AuthenticateDeps {
  database: Db;
  /** How long a session lasts that nobody uses. */
  idleHours: number;
  /** Of the line in one process: whoever can read its file may do everything. */
  localToken?: string | undefined;
}

/** What a request brings to prove whom it comes from. */
export interface Credentials {
  authorization: string | string[] | undefined;
  /** The session's cookie. */
  session: string | undefined;
  from: string | undefined;
}

/** Whom a request comes from; undefined if it proves nobody. A token goes before a cookie. */
export async function authenticate(
  deps: AuthenticateDeps,
  { authorization, session, from }: Credentials,
): Promise<Principal | undefined> {
  if (authorization !== undefined) {
    const token = isBearer(authorization) ? authorization.slice("bearer ".length) : undefined;
    return token === undefined ? undefined : byToken(deps, token, from);
  }
  return session === undefined ? undefined : bySession(deps, session, from);
}

async function byToken(
  { database, localToken }: AuthenticateDeps,
  token: string,
  from: string | undefined,
): Promise<Principal | undefined> {
  const hash = hashOf(token);
  // Hashes are compared, so that the time tells nothing of the token.
  if (localToken !== undefined && hash === hashOf(localToken)) {
    return { ...commandPrincipal(commandActor()), from };
  }
  const bearer = await findToken(database, hash);
  if (bearer === undefined) return undefined;
  const { id, name, scope, personId, grants } = bearer;
  const actor = { kind: "token", id, name } as const;
  return { actor, rights: [grants, [scope]], personId, sessionId: null, from };
}

async function bySession(
  { database, idleHours }: AuthenticateDeps,
  session: string,
  from: string | undefined,
): Promise<Principal | undefined> {
  const found = await findSession(database, { tokenHash: hashOf(session), idleHours });
  if (found === undefined) return undefined;
  const { sessionId, personId, name, grants } = found;
  const actor = { kind: "person", id: personId, name } as const;
  return { actor, rights: [grants], personId, sessionId, from };
}
