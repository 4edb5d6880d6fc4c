import type { Db } from "../database.ts";

/** Replaces the person's earlier link. Null makes the link of the first admin. */
export async function createLink(
  tx: Db,
  link: { tokenHash: string; personId: string | null; keepMinutes: number },
): Promise<void> {
  await tx.query("delete from sign_in_link where person_id is not distinct from $1::uuid", [
    link.personId,
  ]);
  await tx.query(
    `insert into sign_in_link (token_hash, person_id, expires_at)
     values ($1, $2, now() + $3::int * interval '1 minute')`,
    [link.tokenHash, link.personId, link.keepMinutes],
  );
}

/** Uses a link up: of two who use it at once, one does. Undefined if it is unknown, used or expired. */
export async function takeLink(
  tx: Db,
  tokenHash: string,
): Promise<{ personId: string | null } | undefined> {
  const [link] = await tx.query<{ personId: string | null; isValid: boolean }>(
    `delete from sign_in_link where token_hash = $1
     returning person_id as "personId", expires_at > now() as "isValid"`,
    [tokenHash],
  );
  return link?.isValid ? { personId: link.personId } : undefined;
}
