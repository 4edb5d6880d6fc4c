import type { RecordRef } from "@fieldwork/contracts";
import { titleSql } from "./lists/record-title.ts";
import type { Reader } from "./reader.ts";

/** What people call each of these records, in their order; null for one that no read has brought. */
export async function findTitles(
  reader: Pick<Reader, "query">,
  refs: readonly RecordRef[],
): Promise<(string | null)[]> {
  if (refs.length === 0) return [];
  const rows = await reader.query<{ title: string | null }>(
    `select ${titleSql("r")} as title
     from unnest($1::text[], $2::text[], $3::text[])
       with ordinality as asked (connection, object, id, place)
     left join record as r
       on (r.record_id, r.connection, r.object) = (asked.id, asked.connection, asked.object)
     order by place`,
    [
      refs.map(({ connection }) => connection),
      refs.map(({ object }) => object),
      refs.map(({ id }) => id),
    ],
  );
  return rows.map(({ title }) => title);
}
