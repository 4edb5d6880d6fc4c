import { storableJson } from "@fieldwork/runtime";
import { columns } from "./columns.ts";
import type { Database, Db } from "./database.ts";
import { wantUndefined } from "./run-again.ts";

/** Identifies one definition as it was released. */
export interface DefinitionRef {
  name: string;
  hash: string;
}

export interface ReleasedDefinition extends DefinitionRef {
  releasedAt: Date;
  releasedBy: string;
}

export interface NewDefinition extends DefinitionRef {
  content: object;
}

/** The current definitions, under which work begins now, by name. */
export async function listReleased(db: Pick<Db, "query">): Promise<ReleasedDefinition[]> {
  return db.query<ReleasedDefinition>(
    `select name, hash, released_at as "releasedAt", released_by as "releasedBy"
     from definition where is_current order by name`,
    [],
  );
}

/** Every version of one definition that was ever released, the newest release first. */
export async function listDefinitionVersions(
  db: Db,
  name: string,
): Promise<(ReleasedDefinition & { isCurrent: boolean })[]> {
  return db.query(
    `select name, hash, released_at as "releasedAt", released_by as "releasedBy",
       is_current as "isCurrent"
     from definition where name = $1 order by released_at desc, hash`,
    [name],
  );
}

/** The content of definitions that were ever released. */
export async function findDefinitions(
  db: Pick<Db, "query">,
  refs: readonly DefinitionRef[],
): Promise<(DefinitionRef & { content: unknown })[]> {
  return db.query(
    `select name, hash, content from definition
     join unnest($1::text[], $2::text[]) as asked (name, hash) using (name, hash)`,
    columns(refs, ["name", "hash"]),
  );
}

export interface DefinitionRelease {
  definitions: readonly NewDefinition[];
  by: string;
  /** Notes an order, in the same transaction, with what was current before. */
  note?: ((tx: Db, before: readonly ReleasedDefinition[]) => Promise<void>) | undefined;
}

/**
 * Makes exactly these definitions the current ones, all or none: in one transaction, and one release
 * after the other. What ended unasked because one of them was not is wanted again. Resolves with those that were
 * current before.
 */
export async function releaseDefinitions(
  database: Pick<Database, "transaction">,
  { definitions, by, note }: DefinitionRelease,
): Promise<ReleasedDefinition[]> {
  return database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('fieldwork release'))");
    const before = await listReleased(tx);
    const refs = columns(definitions, ["name", "hash"]);
    await tx.query(
      `update definition set is_current = false
       where is_current and (name, hash) not in (select * from unnest($1::text[], $2::text[]))`,
      refs,
    );
    await tx.query(
      `insert into definition (name, hash, content, is_current, released_by)
       select name, hash, content, true, $4
       from unnest($1::text[], $2::text[], $3::json[]) as new (name, hash, content)
       on conflict (name, hash) do update
         set is_current = true, released_at = now(), released_by = excluded.released_by
       where not definition.is_current`,
      [...refs, definitions.map(({ content }) => storableJson(content)), by],
    );
    const known = new Set(before.map(({ name }) => name));
    const begun = definitions.flatMap(({ name }) => (known.has(name) ? [] : [name]));
    await wantUndefined(tx, begun);
    await note?.(tx, before);
    return before;
  });
}

export interface VersionRelease extends DefinitionRef {
  /** Of a version that may not have been released before. */
  content?: object | undefined;
  seen: string | null;
  by: string;
}

/**
 * Makes one version current, while the current one is still the one that was seen. False: it no longer is, or
 * there is no such version.
 */
export async function releaseVersion(
  tx: Db,
  { name, hash, content, seen, by }: VersionRelease,
): Promise<boolean> {
  await tx.query("select pg_advisory_xact_lock(hashtext('fieldwork release'))");
  const [current] = await tx.query<{ hash: string }>(
    "select hash from definition where name = $1 and is_current",
    [name],
  );
  if ((current?.hash ?? null) !== seen) return false;
  await tx.query("update definition set is_current = false where name = $1 and is_current", [name]);
  if (content !== undefined)
    await tx.query(
      `insert into definition (name, hash, content, is_current, released_by)
       values ($1, $2, $3::json, false, $4) on conflict (name, hash) do nothing`,
      [name, hash, storableJson(content), by],
    );
  const released = await tx.query(
    `update definition set is_current = true, released_at = now(), released_by = $3
     where name = $1 and hash = $2 returning 1`,
    [name, hash, by],
  );
  if (current === undefined && released.length > 0) await wantUndefined(tx, [name]);
  return released.length > 0;
}

/** How much work each enrichment has, and how much of it is under way. */
export async function countWorkOf(
  db: Db,
  enrichments: readonly string[],
): Promise<{ enrichment: string; records: number; underWay: number }[]> {
  return db.query(
    `select enrichment, count(*)::int as records,
       (count(*) filter (where state in ('dispatched', 'asking', 'answered', 'review', 'writing')))::int
         as "underWay"
     from work where enrichment = any($1) group by enrichment`,
    [enrichments],
  );
}
