import type { Grant } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Database, Db } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import {
  addGrant,
  countAdmins,
  createLink,
  createPerson,
  disablePerson,
  lockPerson,
  type Person,
  removeGrant,
} from "@fieldwork/store/who";
import { linkMinutes } from "./links.ts";
import type { Principal } from "./principal.ts";
import { createSecret } from "./secrets.ts";

interface PeopleDeps {
  database: Database;
}

export interface Invitation {
  email: string;
  name: string;
  grants: readonly Grant[];
}

/**
 * Invites somebody by a link that is good for 15 minutes. Whoever was invited already gets a new link,
 * also to set a new password; the grants are added to those they have.
 */
export async function invitePerson(
  { database }: PeopleDeps,
  { actor, from }: Principal,
  { email, name, grants }: Invitation,
): Promise<{ id: string; secret: string }> {
  const { secret, hash } = createSecret("fwl");
  return database.transaction(async (tx) => {
    const created = await createPerson(tx, { email, name, invitedBy: actor.name });
    const { id, disabledAt } = await demandPerson(tx, created ?? email);
    if (disabledAt !== null) throw invalid(`${email} is disabled`);
    for (const grant of grants) await addGrant(tx, { personId: id, grant, by: actor.name });
    await createLink(tx, { tokenHash: hash, personId: id, keepMinutes: linkMinutes });
    const told = { actor, from, order: "people.invite", subject: `people/${id}` };
    await recordAudit(tx, { ...told, after: { grants, isNew: created !== undefined } });
    return { id, secret };
  });
}

export interface GrantOrder {
  /** An id or an e-mail address. */
  person: string;
  grant: Grant;
}

export async function grantRole(
  { database }: PeopleDeps,
  { actor, from }: Principal,
  { person, grant }: GrantOrder,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { id, grants: before } = await demandPerson(tx, person);
    await addGrant(tx, { personId: id, grant, by: actor.name });
    const { grants: after } = await demandPerson(tx, id);
    await recordAudit(tx, {
      ...{ actor, from, order: "people.grant", subject: `people/${id}`, before, after },
    });
  });
}

/** @throws AppError `request_invalid` where nobody would be left who may do everything. */
export async function revokeRole(
  { database }: PeopleDeps,
  { actor, from }: Principal,
  { person, grant }: GrantOrder,
): Promise<void> {
  await database.transaction(async (tx) => {
    const admins = await countAdmins(tx);
    const { id, grants: before } = await demandPerson(tx, person);
    if (!(await removeGrant(tx, id, grant)))
      throw invalid(`${person} has no role ${grant.role} on ${grant.connection ?? "everything"}`);
    await demandAdmin(tx, admins);
    const { grants: after } = await demandPerson(tx, id);
    await recordAudit(tx, {
      ...{ actor, from, order: "people.revoke", subject: `people/${id}`, before, after },
    });
  });
}

/** Ends all their sessions at once; their tokens are good for nothing from then on. */
export async function disableAccount(
  { database }: PeopleDeps,
  { actor, from }: Principal,
  { person }: Pick<GrantOrder, "person">,
): Promise<void> {
  await database.transaction(async (tx) => {
    const admins = await countAdmins(tx);
    const { id } = await demandPerson(tx, person);
    await disablePerson(tx, id);
    await demandAdmin(tx, admins);
    await recordAudit(tx, { actor, from, order: "people.disable", subject: `people/${id}` });
  });
}

async function demandPerson(tx: Db, idOrEmail: string): Promise<Person> {
  const person = await lockPerson(tx, idOrEmail);
  if (person === undefined)
    throw invalid(`nobody is called ${idOrEmail}: npx fieldwork users list`);
  return person;
}

async function demandAdmin(tx: Db, before: number): Promise<void> {
  if (before > 0 && (await countAdmins(tx)) === 0)
    throw invalid("nobody would be left who may do everything: make somebody else an admin first");
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
