import type { Db } from "../database.ts";
import { type PersonInFilters, tellsOfPerson } from "./person-terms.ts";

/** A table whose rows have an id, and the column that holds what was searched for. */
export interface SearchTable {
  table: string;
  search: string;
}

/** Deletes the rows that search for the person, or are called after them. Returns how many. */
export async function eraseSearches(
  tx: Db,
  person: PersonInFilters,
  at: SearchTable,
): Promise<number> {
  const ids = await findSearches(tx, person, at);
  await tx.query(`delete from ${at.table} where id::text = any($1::text[])`, [ids]);
  return ids.length;
}

export async function countSearches(
  db: Pick<Db, "query">,
  person: PersonInFilters,
  at: SearchTable,
): Promise<number> {
  return (await findSearches(db, person, at)).length;
}

async function findSearches(
  db: Pick<Db, "query">,
  person: PersonInFilters,
  { table, search }: SearchTable,
): Promise<string[]> {
  const rows = await db.query<{ id: string; name: string; search: Record<string, string> }>(
    `select id::text as id, name, ${search} as search from ${table}`,
  );
  const tells = tellsOfPerson(person);
  return rows.flatMap(({ id, name, search: asked }) =>
    [name, ...Object.values(asked)].some(tells) ? [id] : [],
  );
}
