import type { Db } from "./database.ts";

/** A connection that has to be left alone for now. */
export interface ConnectionRest {
  reason: string;
  message: string;
  /** The service that was told to wait. */
  toldService: string;
  until: Date;
  /** By the database's clock. */
  remainingMs: number;
}

/** The rest of a connection that is not over yet. */
export async function findConnectionRest(
  db: Db,
  connection: string,
): Promise<ConnectionRest | undefined> {
  const [rest] = await db.query<ConnectionRest>(
    `select reason, message, told_to as "toldService", until,
       (extract(epoch from until - now()) * 1000)::float8 as "remainingMs"
     from connection_rest where connection = $1 and until > now()`,
    [connection],
  );
  return rest;
}

export interface NewConnectionRest
  extends Pick<ConnectionRest, "reason" | "message" | "toldService"> {
  connection: string;
  forMs: number;
}

/**
 * Makes a connection rest for every process; never shortens a rest. Returns whether it was not resting
 * before.
 */
export async function restConnection(db: Db, rest: NewConnectionRest): Promise<boolean> {
  const { connection, forMs, reason, message, toldService } = rest;
  const [row] = await db.query<{ isNew: boolean }>(
    `with before as (
       select from connection_rest where connection = $1 and until > now()
     ), kept as (
       insert into connection_rest (connection, until, reason, message, told_to)
       values ($1, now() + $2 * interval '1 millisecond', $3, $4, $5)
       on conflict (connection) do update set until = excluded.until, reason = excluded.reason,
         message = excluded.message, told_to = excluded.told_to, told_at = now()
       where connection_rest.until < excluded.until
     )
     select not exists (select from before) as "isNew"`,
    [connection, forMs, reason, message, toldService],
  );
  return row?.isNew ?? false;
}

/** Ends the rests that began for a reason that may have been fixed before this start. */
export async function endConnectionRests(db: Db, reason: string): Promise<void> {
  await db.query("delete from connection_rest where reason = $1", [reason]);
}

/** The rests of connections, for those who call a CRM. */
export function createConnectionRests(db: Db, toldService: string) {
  return {
    find: (connection: string): Promise<ConnectionRest | undefined> =>
      findConnectionRest(db, connection),
    begin: (rest: Omit<NewConnectionRest, "toldService">): Promise<boolean> =>
      restConnection(db, { ...rest, toldService }),
  };
}
