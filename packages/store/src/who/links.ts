import type { Db } from "../database.ts";

export interface NewLink {
  tokenHash: string;
  /** Null makes the link of the first admin. */
  personId: string | null;
  keepMinutes: number;
  /** It begins a session and sets no password. */
  signsIn?: boolean;
}

/** Replaces the person's earlier link. */
export async function createLink(tx: Db, link: NewLink): Promise<void> {
  await tx.query("delete from sign_in_link where person_id is not distinct from $1::uuid", [
    link.personId,
  ]);
  await tx.query(
    `insert into sign_in_link (token_hash, person_id, signs_in, expires_at)
     values ($1, $2, $4, now() + $3::int * interval '1 minute')`,
    [link.tokenHash, link.personId, link.keepMinutes, link.signsIn ?? false],
  );
}

/** Uses a link up: of two who use it at once, one does. Undefined if it is unknown, used or expired. */
export async function takeLink(
  tx: Db,
  tokenHash: string,
): Promise<(Pick<NewLink, "personId"> & { signsIn: boolean }) | undefined> {
  const [link] = await tx.query<{ personId: string | null; signsIn: boolean; isValid: boolean }>(
    `delete from sign_in_link where token_hash = $1
     returning person_id as "personId", signs_in as "signsIn", expires_at > now() as "isValid"`,
    [tokenHash],
  );
  return link?.isValid ? { personId: link.personId, signsIn: link.signsIn } : undefined;
}

/** Whom a link is for, which stays good. Undefined if it is unknown, used or expired. */
export async function findLink(
  db: Pick<Db, "query">,
  tokenHash: string,
): Promise<{ email: string | null; name: string | null; signsIn: boolean } | undefined> {
  const [link] = await db.query<{ email: string | null; name: string | null; signsIn: boolean }>(
    `select email, name, signs_in as "signsIn" from sign_in_link left join person on person.id = person_id
     where token_hash = $1 and expires_at > now()`,
    [tokenHash],
  );
  return link;
}
