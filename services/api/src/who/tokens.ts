import { type Grant, isAllowed, isWithin } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Database, Db } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import {
  createToken,
  endSession,
  endToken,
  listPeople,
  listSessions,
  listTokens,
  type SessionRow,
  type TokenRow,
} from "@fieldwork/store/who";
import { mayAllOfPerson, type Principal } from "./principal.ts";
import { createSecret } from "./secrets.ts";

interface TokenDeps {
  database: Database;
}

export interface TokenOrder {
  name: string;
  /** It may do no more than this, whatever its owner may. */
  scope: Grant;
  keepDays: number;
  /** The address of whose it is; whoever asks, unless told. */
  owner?: string | undefined;
}

/**
 * A token of whoever asks, or by somebody who keeps people, of anybody. Its secret is shown this once.
 *
 * @throws AppError `forbidden` for a scope that whoever asks does not have, and for somebody else's.
 */
export async function issueToken(
  { database }: TokenDeps,
  { actor, from, personId: asking, rights }: Principal,
  { name, scope, keepDays, owner }: TokenOrder,
): Promise<{ id: string; secret: string; expiresAt: string }> {
  if (owner !== undefined && !isAllowed(rights, "people.manage", null))
    throw new AppError("you may make tokens of your own only", {
      code: "forbidden",
      retryable: false,
    });
  const personId = owner === undefined ? asking : await findOwner(database, owner);
  if (personId === null)
    throw new AppError("a token belongs to a person: sign in as one first", {
      code: "request_invalid",
      retryable: false,
    });
  if (!isWithin(rights, scope))
    throw new AppError(`you are not ${scope.role} on ${scope.connection ?? "everything"}`, {
      code: "forbidden",
      retryable: false,
    });
  const { secret, hash } = createSecret("fwt");
  return database.transaction(async (tx) => {
    const { id, expiresAt } = await createToken(tx, {
      ...{ tokenHash: hash, personId, name, scope, keepDays },
    });
    const told = { actor, from, order: "tokens.create", subject: `tokens/${id}` };
    await recordAudit(tx, { ...told, after: { name, scope, expiresAt: expiresAt.toISOString() } });
    return { id, secret, expiresAt: expiresAt.toISOString() };
  });
}

async function findOwner(database: Database, owner: string): Promise<string> {
  const people = await listPeople(database);
  const person = people.find(({ email }) => email === owner.toLowerCase());
  if (person !== undefined) return person.id;
  throw unknown(`person ${owner}`);
}

/**
 * The tokens that somebody may see and end: of an admin everybody's, else their own. A token of a narrower scope
 * than its owner's rights has itself, and those that may do no more than it.
 */
export async function listTokensOf(db: Db, principal: Principal): Promise<TokenRow[]> {
  const { actor, personId, rights } = principal;
  if (isAllowed(rights, "people.manage", null)) return listTokens(db, null);
  const own = personId === null ? [] : await listTokens(db, personId);
  if (mayAllOfPerson(principal)) return own;
  return own.filter(
    ({ id, role, connection }) => id === actor.id || isWithin(rights, { role, connection }),
  );
}

/** @throws AppError `not_found` for one that is not among those of `listTokensOf`. */
export async function revokeToken(
  { database }: TokenDeps,
  principal: Principal,
  { id }: { id: string },
): Promise<void> {
  const { actor, from } = principal;
  await database.transaction(async (tx) => {
    const isTheirs = (await listTokensOf(tx, principal)).some((one) => one.id === id);
    const name = isTheirs ? await endToken(tx, id) : undefined;
    if (name === undefined) throw unknown(`token ${id}`);
    const told = { actor, from, order: "tokens.revoke", subject: `tokens/${id}` };
    await recordAudit(tx, { ...told, before: { name } });
  });
}

/** One's own sessions; a token of a narrower scope than its owner's rights has none. */
export async function listSessionsOf(db: Db, principal: Principal): Promise<SessionRow[]> {
  const { personId } = principal;
  return personId !== null && mayAllOfPerson(principal) ? listSessions(db, personId) : [];
}

/** @throws AppError `not_found` for one that is not among those of `listSessionsOf`. */
export async function revokeSession(
  { database }: TokenDeps,
  principal: Principal,
  { id }: { id: string },
): Promise<void> {
  const { actor, from, personId } = principal;
  await database.transaction(async (tx) => {
    const isTheirs = personId !== null && mayAllOfPerson(principal);
    if (!isTheirs || !(await endSession(tx, { id, personId }))) throw unknown(`session ${id}`);
    await recordAudit(tx, { actor, from, order: "session.revoke", subject: `sessions/${id}` });
  });
}

function unknown(what: string): AppError {
  return new AppError(`there is no ${what}, or no longer`, {
    code: "not_found",
    retryable: false,
  });
}
