import { type Grant, isAllowed, isWithin } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { createToken, endSession, endToken, listPeople } from "@fieldwork/store/who";
import type { Principal } from "./principal.ts";
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

/** Ends one's own token, or anybody's if `ofAnybody`. */
export async function revokeToken(
  { database }: TokenDeps,
  { actor, from, personId }: Principal,
  { id, ofAnybody }: { id: string; ofAnybody: boolean },
): Promise<void> {
  if (personId === null && !ofAnybody) throw unknown(`token ${id}`);
  await database.transaction(async (tx) => {
    const name = await endToken(tx, { id, personId: ofAnybody ? null : personId });
    if (name === undefined) throw unknown(`token ${id}`);
    const told = { actor, from, order: "tokens.revoke", subject: `tokens/${id}` };
    await recordAudit(tx, { ...told, before: { name } });
  });
}

/** Ends a session of one's own. */
export async function revokeSession(
  { database }: TokenDeps,
  { actor, from, personId }: Principal,
  { id }: { id: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    if (personId === null || !(await endSession(tx, { id, personId })))
      throw unknown(`session ${id}`);
    await recordAudit(tx, { actor, from, order: "session.revoke", subject: `sessions/${id}` });
  });
}

function unknown(what: string): AppError {
  return new AppError(`there is no ${what}, or no longer`, {
    code: "not_found",
    retryable: false,
  });
}
