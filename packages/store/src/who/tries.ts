import type { Db } from "../database.ts";

/**
 * Counts a try at each of these keys, over all processes. Returns how many seconds whoever tries must
 * wait first; 0 to go on.
 */
export async function countTry(
  db: Db,
  limits: readonly { key: string; most: number }[],
  windowSeconds: number,
): Promise<number> {
  const ordered = limits.toSorted((one, other) => one.key.localeCompare(other.key, "en"));
  const [row] = await db.query<{ waitSeconds: number }>(
    `with tried as (
       insert into sign_in_try (key, tries, until)
       select key, 1, now() + $3::int * interval '1 second' from unnest($1::text[]) as key
       on conflict (key) do update set
         tries = case when sign_in_try.until < now() then 1 else sign_in_try.tries + 1 end,
         until = case when sign_in_try.until < now() then excluded.until else sign_in_try.until end
       returning key, tries, until
     )
     select coalesce(max(ceil(extract(epoch from until - now()))) filter (where tries > most), 0)::int as "waitSeconds"
     from tried join unnest($1::text[], $2::int[]) as allowed (key, most) using (key)`,
    [ordered.map(({ key }) => key), ordered.map(({ most }) => most), windowSeconds],
  );
  return row?.waitSeconds ?? 0;
}

/** After a success. */
export async function forgetTries(db: Db, key: string): Promise<void> {
  await db.query("delete from sign_in_try where key = $1", [key]);
}
