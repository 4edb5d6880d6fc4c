import type { Database, Db } from "../database.ts";

export interface SharingMember {
  connection: string;
  /** The name that connections have in common whose records share answers. */
  group: string;
}

/**
 * Makes these the connections that share answers, and no others: of one that leaves its group, nothing is kept but
 * what people ordered. One that joins another is looked through anew.
 */
export async function setSharingMembers(
  database: Pick<Database, "transaction">,
  members: readonly SharingMember[],
): Promise<void> {
  const connections = members.map(({ connection }) => connection);
  const stated = [connections, members.map(({ group }) => group)];
  await database.transaction(async (tx) => {
    await tx.query("delete from sharing_member where not connection = any($1::text[])", [
      connections,
    ]);
    await tx.query(
      `delete from company_key where connection not in (
         select connection from sharing_member
         join unnest($1::text[], $2::text[]) as stated (connection, sharing_group) using (connection, sharing_group))`,
      stated,
    );
    await tx.query(
      `insert into sharing_member (connection, sharing_group)
       select * from unnest($1::text[], $2::text[])
       on conflict (connection) do update set sharing_group = excluded.sharing_group,
         joined_at = now(), keyed_at = '-infinity', keyed_id = '', is_keyed = false
       where sharing_member.sharing_group <> excluded.sharing_group`,
      stated,
    );
    await tx.query(
      `delete from company_link as link where ordered is null and not exists (
         select from sharing_member as own join sharing_member as other using (sharing_group)
         where own.connection = link.connection and other.connection = link.other_connection)`,
    );
  });
}

export async function listSharingMembers(db: Pick<Db, "query">): Promise<SharingMember[]> {
  return db.query(
    `select connection, sharing_group as "group" from sharing_member order by connection`,
  );
}
