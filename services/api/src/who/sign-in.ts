import type { Actor } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Database, Db } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import {
  addGrant,
  countAdmins,
  countTry,
  createPerson,
  createSession,
  endSession,
  findAccount,
  findLink,
  forgetTries,
  lockAccount,
  lockPerson,
  setPassword,
  takeLink,
} from "@fieldwork/store/who";
import { hashPassword, verifyPassword } from "./passwords.ts";
import type { Principal } from "./principal.ts";
import { createSecret, hashOf } from "./secrets.ts";

/** Where somebody signs in. */
export interface Place {
  from: string | undefined;
  userAgent: string | undefined;
}

export interface SignInDeps {
  database: Database;
  /** How long a session lasts, however often it is used. */
  sessionHours: number;
}

const windowSeconds = 15 * 60;
const triesPerAccount = 10;
const triesPerAddress = 50;

/**
 * Begins a session. Whatever session the browser had goes on or not by itself: this one is always a new
 * one, so that nobody can have chosen it beforehand.
 *
 * @throws AppError `not_signed_in` for a wrong address or password, without telling which;
 * `too_many_requests` after too many tries.
 */
export async function signIn(
  { database, sessionHours }: SignInDeps,
  { email, password }: { email: string; password: string },
  place: Place,
): Promise<{ secret: string; person: Actor }> {
  const account = `account ${hashOf(email.toLowerCase())}`;
  const waitSeconds = await countTry(database, triesOf(account, place), windowSeconds);
  if (waitSeconds > 0) throw tooMany(waitSeconds);
  const found = await findAccount(database, email);
  const isRight = await verifyPassword(password, found?.password);
  if (found === undefined || !isRight) throw wrong();
  await forgetTries(database, account);
  const person: Actor = { kind: "person", id: found.id, name: found.name };
  return database.transaction(async (tx) => {
    // A password that was set anew meanwhile has ended what the old one began.
    if (!(await lockAccount(tx, found))) throw wrong();
    const secret = await beginSession(tx, { person, place, sessionHours });
    return { secret, person };
  });
}

function wrong(): AppError {
  return new AppError("the e-mail address or the password is wrong", {
    code: "not_signed_in",
    retryable: false,
  });
}

function triesOf(account: string, { from }: Place) {
  const address = { key: `address ${hashOf(from ?? "")}`, most: triesPerAddress };
  return [{ key: account, most: triesPerAccount }, ...(from === undefined ? [] : [address])];
}

function tooMany(waitSeconds: number): AppError {
  const minutes = Math.ceil(waitSeconds / 60);
  return new AppError(`there were too many tries: try again in ${minutes} minutes`, {
    code: "too_many_requests",
    retryable: true,
    retryAfterMs: waitSeconds * 1000,
  });
}

async function beginSession(
  tx: Db,
  { person, place, sessionHours }: { person: Actor; place: Place; sessionHours: number },
): Promise<string> {
  const { secret, hash } = createSecret("fws");
  const { from, userAgent = null } = place;
  const id = await createSession(tx, {
    ...{ tokenHash: hash, personId: person.id, keepHours: sessionHours },
    ...{ from: from ?? null, userAgent },
  });
  await recordAudit(tx, { actor: person, order: "session.begin", subject: `sessions/${id}`, from });
  return secret;
}

/** Ends the session that the request came with. */
export async function signOut(
  { database }: Pick<SignInDeps, "database">,
  { actor, personId, sessionId, from }: Principal,
): Promise<void> {
  if (personId === null || sessionId === null) return;
  await database.transaction(async (tx) => {
    if (await endSession(tx, { id: sessionId, personId }))
      await recordAudit(tx, {
        actor,
        order: "session.end",
        subject: `sessions/${sessionId}`,
        from,
      });
  });
}

export interface AcceptedLink {
  /** The secret of the link. */
  link: string;
  /** Of a link that does not sign in by itself. */
  password?: string | undefined;
  /** Of the first admin; of others they are known. */
  email?: string | undefined;
  name?: string | undefined;
}

/**
 * Uses a one-time link up: sets the password, unless the link signs in by itself, and begins a session. The
 * link of the first admin creates that person.
 *
 * @throws AppError `request_invalid` for one that is unknown, used or expired, or without a password.
 */
export async function acceptLink(
  { database, sessionHours }: SignInDeps,
  { link, password, email, name }: AcceptedLink,
  place: Place,
): Promise<{ secret: string; person: Actor }> {
  const hash = password === undefined ? undefined : await hashPassword(password);
  return database.transaction(async (tx) => {
    const taken = await takeLink(tx, hashOf(link));
    if (taken === undefined) throw linkInvalid();
    const personId = taken.personId ?? (await createFirstAdmin(tx, { email, name }));
    const found = await lockPerson(tx, personId);
    if (found === undefined || found.disabledAt !== null) throw linkInvalid();
    if (!taken.signsIn) await setPassword(tx, { personId, password: demandPassword(hash) });
    const person: Actor = { kind: "person", id: personId, name: found.name };
    const subject = `people/${personId}`;
    await recordAudit(tx, { actor: person, order: "link.accept", subject, from: place.from });
    return { secret: await beginSession(tx, { person, place, sessionHours }), person };
  });
}

function demandPassword(hash: string | undefined): string {
  if (hash !== undefined) return hash;
  throw new AppError("the password is missing", { code: "request_invalid", retryable: false });
}

export interface ShownLink {
  kind: "first-admin" | "invitation" | "sign-in";
  email: string | null;
  name: string | null;
}

/**
 * Whom a link is for.
 *
 * @throws AppError `request_invalid` for one that is unknown, used or expired.
 */
export async function showLink(
  { database }: Pick<SignInDeps, "database">,
  link: string,
): Promise<ShownLink> {
  const found = await findLink(database, hashOf(link));
  if (found === undefined) throw linkInvalid();
  const { email, name, signsIn } = found;
  return { kind: kindOf(email, signsIn), email, name };
}

function kindOf(email: string | null, signsIn: boolean): ShownLink["kind"] {
  if (signsIn) return "sign-in";
  return email === null ? "first-admin" : "invitation";
}

async function createFirstAdmin(
  tx: Db,
  { email, name }: Pick<AcceptedLink, "email" | "name">,
): Promise<string> {
  if ((await countAdmins(tx)) > 0) throw linkInvalid();
  if (!email || !name)
    throw new AppError("the first admin's e-mail address and name are missing", {
      code: "request_invalid",
      retryable: false,
    });
  const invitedBy = "the link of the first admin";
  const personId =
    (await createPerson(tx, { email, name, invitedBy })) ?? (await lockPerson(tx, email))?.id;
  if (personId === undefined) throw linkInvalid();
  const grant = { role: "admin", connection: null } as const;
  await addGrant(tx, { personId, grant, by: invitedBy });
  return personId;
}

function linkInvalid(): AppError {
  return new AppError("the link is unknown, was used already or has expired: ask for a new one", {
    code: "request_invalid",
    retryable: false,
  });
}
