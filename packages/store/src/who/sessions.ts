import type { Grant } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { grantsSql } from "./people.ts";

export interface NewSession {
  tokenHash: string;
  personId: string;
  from: string | null;
  userAgent: string | null;
  keepHours: number;
}

export async function createSession(db: Db, session: NewSession): Promise<string> {
  const { tokenHash, personId, from, userAgent, keepHours } = session;
  const [row] = await db.query<{ id: string }>(
    `insert into session (token_hash, person_id, came_from, user_agent, expires_at)
     values ($1, $2, $3, left($4, 300), now() + $5::int * interval '1 hour') returning id`,
    [tokenHash, personId, from, userAgent, keepHours],
  );
  return row?.id ?? "";
}

export interface SignedIn {
  sessionId: string;
  personId: string;
  name: string;
  grants: Grant[];
}

/** Whose session this is, unless it has expired, was idle too long, or its person was disabled. */
export async function findSession(
  db: Db,
  { tokenHash, idleHours }: { tokenHash: string; idleHours: number },
): Promise<SignedIn | undefined> {
  const [found] = await db.query<SignedIn & { isStale: boolean }>(
    `select session.id as "sessionId", person.id as "personId", name, ${grantsSql("person.id")} as grants,
       seen_at < now() - interval '1 minute' as "isStale"
     from session join person on person.id = person_id
     where token_hash = $1 and expires_at > now() and disabled_at is null
       and seen_at > now() - $2::int * interval '1 hour'`,
    [tokenHash, idleHours],
  );
  if (found === undefined) return undefined;
  const { isStale, ...signedIn } = found;
  if (isStale)
    await db.query("update session set seen_at = now() where id = $1", [signedIn.sessionId]);
  return signedIn;
}

export interface SessionRow {
  id: string;
  from: string | null;
  userAgent: string | null;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
}

/** Those that have not expired, the one seen last first. */
export async function listSessions(db: Pick<Db, "query">, personId: string): Promise<SessionRow[]> {
  return db.query(
    `select id, came_from as "from", user_agent as "userAgent", created_at as "createdAt", seen_at as "seenAt",
       expires_at as "expiresAt"
     from session where person_id = $1 and expires_at > now() order by seen_at desc, id`,
    [personId],
  );
}

/** Returns whether the person had that session. */
export async function endSession(
  db: Db,
  { id, personId }: { id: string; personId: string },
): Promise<boolean> {
  const ended = await db.query(
    "delete from session where id::text = $1 and person_id = $2 returning 1",
    [id, personId],
  );
  return ended.length > 0;
}

/** Drops what has expired: sessions, links, tries, and tokens a year after their end. Returns how many. */
export async function dropExpiredAccess(db: Db): Promise<number> {
  const dropped = [
    await db.query("delete from session where expires_at < now() returning 1"),
    await db.query("delete from sign_in_link where expires_at < now() returning 1"),
    await db.query("delete from sign_in_try where until < now() returning 1"),
    await db.query(
      "delete from api_token where expires_at < now() - interval '1 year' returning 1",
    ),
  ];
  return dropped.flat().length;
}
