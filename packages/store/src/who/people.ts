import type { Grant } from "@fieldwork/contracts";
import type { Db } from "../database.ts";

export interface Person {
  id: string;
  email: string;
  name: string;
  grants: Grant[];
  /** Has accepted the invitation. */
  hasSignedUp: boolean;
  createdAt: Date;
  disabledAt: Date | null;
}

export const grantsSql = (person: string) => `coalesce((
  select jsonb_agg(jsonb_build_object('role', role, 'connection', nullif(connection, '')) order by role, connection)
  from person_grant where person_id = ${person}), '[]')`;

const columnsSql = `id, email, name, ${grantsSql("person.id")} as grants, password is not null as "hasSignedUp",
  created_at as "createdAt", disabled_at as "disabledAt"`;

export async function listPeople(db: Pick<Db, "query">): Promise<Person[]> {
  return db.query(`select ${columnsSql} from person order by email`);
}

/** By id, or by e-mail address in any case; locks the row for what follows in the transaction. */
export async function lockPerson(tx: Db, idOrEmail: string): Promise<Person | undefined> {
  const [person] = await tx.query<Person>(
    `select ${columnsSql} from person where id::text = $1 or email = lower($1) for update`,
    [idOrEmail],
  );
  return person;
}

export interface NewPerson {
  email: string;
  name: string;
  invitedBy: string;
}

/** Returns the id; undefined if the address is taken. */
export async function createPerson(tx: Db, person: NewPerson): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    `insert into person (email, name, invited_by) values (lower($1), $2, $3)
     on conflict (email) do nothing returning id`,
    [person.email, person.name, person.invitedBy],
  );
  return row?.id;
}

export async function addGrant(
  tx: Db,
  { personId, grant, by }: { personId: string; grant: Grant; by: string },
): Promise<void> {
  await tx.query(
    `insert into person_grant (person_id, role, connection, granted_by) values ($1, $2, $3, $4)
     on conflict (person_id, role, connection) do nothing`,
    [personId, grant.role, grant.connection ?? "", by],
  );
}

/** Returns whether there was such a grant. */
export async function removeGrant(tx: Db, personId: string, grant: Grant): Promise<boolean> {
  const removed = await tx.query(
    "delete from person_grant where person_id = $1 and role = $2 and connection = $3 returning 1",
    [personId, grant.role, grant.connection ?? ""],
  );
  return removed.length > 0;
}

/** Ends the sessions with it. Tokens end with their owner by themselves. */
export async function disablePerson(tx: Db, personId: string): Promise<void> {
  await tx.query("delete from session where person_id = $1", [personId]);
  await tx.query("delete from sign_in_link where person_id = $1", [personId]);
  await tx.query("update person set disabled_at = coalesce(disabled_at, now()) where id = $1", [
    personId,
  ]);
}

/**
 * How many people can administer everything: they have signed up and are not disabled. Locks their
 * grants, so that of two orders that remove the last two, one sees the other.
 */
export async function countAdmins(tx: Db): Promise<number> {
  const admins = await tx.query(
    `select 1 from person_grant join person on person.id = person_id
     where role = 'admin' and connection = '' and password is not null and disabled_at is null
     order by person_id for update`,
  );
  return admins.length;
}

export interface SignInAccount {
  id: string;
  name: string;
  password: string;
}

/** Who may sign in by a password. */
export async function findAccount(db: Db, email: string): Promise<SignInAccount | undefined> {
  const [account] = await db.query<SignInAccount>(
    `select id, name, password from person
     where email = lower($1) and password is not null and disabled_at is null`,
    [email],
  );
  return account;
}

/** Whether they may still sign in by that password; locks the row, so that it stays so in the transaction. */
export async function lockAccount(
  tx: Db,
  { id, password }: Pick<SignInAccount, "id" | "password">,
): Promise<boolean> {
  const found = await tx.query(
    "select from person where id = $1 and password = $2 and disabled_at is null for update",
    [id, password],
  );
  return found.length > 0;
}

/** Ends all sessions that the old password began. */
export async function setPassword(
  tx: Db,
  { personId, password }: { personId: string; password: string },
): Promise<void> {
  await tx.query("update person set password = $2 where id = $1", [personId, password]);
  await tx.query("delete from session where person_id = $1", [personId]);
}
