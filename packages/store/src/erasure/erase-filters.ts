import { isDeepStrictEqual } from "node:util";
import type { RecordFilter } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";
import { type PersonInFilters, withoutPerson } from "./person-terms.ts";

/** A table of filters, each for one object of one connection, and the column that holds them. */
export interface FilterTable {
  table: string;
  filter: string;
}

/** Blanks what tells of the person in every filter; what else it says stays readable. Returns in how many. */
export async function blankFilters(
  tx: Db,
  person: PersonInFilters,
  { table, filter }: FilterTable,
): Promise<number> {
  const blanked = await findBlanked(tx, person, { table, filter });
  await tx.query(
    `update ${table} as t set ${filter} = blanked.filter
     from unnest($1::text[], $2::jsonb[]) as blanked (id, filter) where t.id = blanked.id`,
    [blanked.map(({ id }) => id), blanked.map((one) => storableJson(one.filter))],
  );
  return blanked.length;
}

/** How many filters tell of the person. */
export async function countFilters(
  db: Pick<Db, "query">,
  person: PersonInFilters,
  table: FilterTable,
): Promise<number> {
  return (await findBlanked(db, person, table)).length;
}

async function findBlanked(
  db: Pick<Db, "query">,
  person: PersonInFilters,
  { table, filter }: FilterTable,
): Promise<{ id: string; filter: RecordFilter }[]> {
  const rows = await db.query<Filtered>(
    `select id, connection, object, ${filter} as filter from ${table}`,
  );
  return rows.flatMap(({ id, filter: before, ...of }) => {
    const after = withoutPerson(before, of, person);
    return isDeepStrictEqual(before, after) ? [] : [{ id, filter: after }];
  });
}

interface Filtered {
  id: string;
  connection: string;
  object: string;
  filter: RecordFilter;
}
