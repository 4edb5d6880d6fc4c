import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

/** What a list of records is narrowed to, as its address has it. */
export type ViewSearch = Readonly<Record<string, string>>;

/** A search of records that somebody keeps under a name. */
export interface SavedView {
  id: string;
  owner: string;
  ownerName: string;
  name: string;
  search: ViewSearch;
  isShared: boolean;
  savedAt: Date;
}

export type NewView = Omit<SavedView, "id" | "savedAt">;

/** Their own, and those that others share; by name. */
export async function listViews(db: Pick<Db, "query">, owner: string): Promise<SavedView[]> {
  return db.query(
    `select id, owner, owner_name as "ownerName", name, search, is_shared as "isShared", saved_at as "savedAt"
     from saved_view where owner = $1 or is_shared order by lower(name), id`,
    [owner],
  );
}

/** In place of their own of this name, if they may have so many. Undefined: they have too many. */
export async function saveView(
  tx: Db,
  { owner, ownerName, name, search, isShared }: NewView,
  most: number,
): Promise<string | undefined> {
  const [saved] = await tx.query<{ id: string }>(
    `insert into saved_view (owner, owner_name, name, search, is_shared)
     select $1, $2, $3, $4::jsonb, $5
     where (select count(*) from saved_view where owner = $1 and name <> $3) < $6
     on conflict (owner, name) do update
       set search = excluded.search, is_shared = excluded.is_shared, saved_at = now()
     returning id`,
    [owner, ownerName, name, storableJson(search), isShared, most],
  );
  return saved?.id;
}

/** Anybody's that is shared with `anybodys`; else their own alone. Returns it; undefined if there is none. */
export async function removeView(
  tx: Db,
  { id, owner, anybodys }: { id: string; owner: string; anybodys: boolean },
): Promise<{ name: string } | undefined> {
  const [removed] = await tx.query<{ name: string }>(
    `delete from saved_view where id::text = $1 and (owner = $2 or (is_shared and $3)) returning name`,
    [id, owner, anybodys],
  );
  return removed;
}
