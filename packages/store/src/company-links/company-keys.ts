import type { FieldValues, RecordRef } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** By what a company is recognised, as one read showed it. */
export interface CompanyKey {
  ref: RecordRef;
  domain: string | null;
  nameKey: string | null;
  facts: FieldValues;
  vendorAt: string;
  readAt: string;
  /** Null of what only a search showed. */
  directReadAt: string | null;
  /** It has ended, and nothing of it is left to recognise it by. */
  deleted: boolean;
}

export interface KeptCompanyKeys {
  /** Those whose links are to be decided. */
  unlinked: RecordRef[];
  /** Those whose end is now known: their links are to go. */
  ended: RecordRef[];
}

/** What a read did not show of a company that is there stays as it is known. */
const factsNow =
  "(case when excluded.deleted then excluded.facts else company_key.facts || excluded.facts end)";
function unlessHidden(fact: string, key: string): string {
  return `case when excluded.deleted or excluded.facts ? '${fact}' then excluded.${key} else company_key.${key} end`;
}

/**
 * Keeps them where nothing newer is known, by the rule of `keepPlan`, or nothing at all. An end is kept as well: a
 * page that was read before it finds it here, whenever it is planned. Of a company that ended before its
 * connection shared, what a search still lists is held against the record.
 */
export async function keepCompanyKeys(
  db: Db,
  keys: readonly CompanyKey[],
  { ifUnknown = false }: { ifUnknown?: boolean } = {},
): Promise<KeptCompanyKeys> {
  const kept = await db.query<RecordRef & { deleted: boolean }>(
    `with incoming as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[],
         $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::boolean[])
         as t (connection, object, record_id, domain, name_key, facts, vendor_at, read_at, direct_read_at, deleted)
     ), believed as (
       select * from incoming where deleted or not exists (
         select from record
         where (record.connection, record.object, record.record_id)
             = (incoming.connection, incoming.object, incoming.record_id)
           and record.deleted and (record.vendor_at, coalesce(record.direct_read_at, '-infinity'))
             >= (incoming.vendor_at, coalesce(incoming.direct_read_at, '-infinity')))
     ), kept as (
       insert into company_key (connection, object, record_id, domain, name_key, facts, vendor_at, read_at, direct_read_at,
         deleted)
       select * from believed order by record_id, connection, object
       on conflict (record_id, connection, object) do update set
         domain = ${unlessHidden("domain", "domain")}, name_key = ${unlessHidden("name", "name_key")},
         facts = ${factsNow}, deleted = excluded.deleted,
         is_linked = company_key.is_linked and company_key.facts = ${factsNow},
         direct_read_at = case when company_key.vendor_at = excluded.vendor_at
           then greatest(company_key.direct_read_at, excluded.direct_read_at) else excluded.direct_read_at end,
         vendor_at = excluded.vendor_at, read_at = excluded.read_at
       where not $11::boolean and (
         company_key.vendor_at < excluded.vendor_at or company_key.vendor_at = excluded.vendor_at and (
           coalesce(company_key.direct_read_at, '-infinity') < excluded.direct_read_at
           or not company_key.deleted and company_key.read_at < excluded.read_at
           or (company_key.deleted, company_key.read_at) = (excluded.deleted, excluded.read_at)))
       returning record_id, connection, object, is_linked, deleted
     )
     select connection, object, record_id as id, deleted from kept where deleted or not is_linked`,
    [
      ...columns(
        keys.map(({ ref, ...key }) => ({ ...ref, ...key, facts: storableJson(key.facts) })),
        [
          "connection",
          "object",
          "id",
          "domain",
          "nameKey",
          "facts",
          "vendorAt",
          "readAt",
          "directReadAt",
          "deleted",
        ],
      ),
      ifUnknown,
    ],
  );
  const refsOf = (rows: typeof kept) => rows.map(({ deleted, ...ref }): RecordRef => ref);
  return {
    unlinked: refsOf(kept.filter(({ deleted }) => !deleted)),
    ended: refsOf(kept.filter(({ deleted }) => deleted)),
  };
}

/**
 * A company that has ended takes its links with it, but for what people ordered. Its end stands by now, so that
 * `keepCompanyLinks` makes no other.
 */
export async function dropCompanyLinks(db: Db, refs: readonly RecordRef[]): Promise<void> {
  await db.query(
    `with gone as (
       select * from unnest($1::text[], $2::text[], $3::text[]) as t (connection, object, record_id)
     )
     delete from company_link where ordered is null and (
       (record_id, connection, object) in (select record_id, connection, object from gone)
       or (other_id, other_connection, object) in (select record_id, connection, object from gone))`,
    columns(refs, ["connection", "object", "id"]),
  );
}

/** Two records that may be one company. */
export interface CompanyPair {
  ref: RecordRef;
  facts: FieldValues;
  other: RecordRef;
  otherFacts: FieldValues;
  /** So many records of its own connection have the name of the first one, itself included; at most `mostAlike`. */
  namesakes: number;
}

// More records with one domain or name are no one company's: nobody would look through them.
const mostAlike = 50;

/**
 * Pairs of each of these records and one of another connection of its sharing group with which it has the
 * domain or the name in common, or with which it is linked as yet.
 */
export async function findCompanyPairs(db: Db, refs: readonly RecordRef[]): Promise<CompanyPair[]> {
  const rows = await db.query<{
    connection: string;
    object: RecordRef["object"];
    id: string;
    facts: FieldValues;
    otherConnection: string;
    otherId: string;
    otherFacts: FieldValues;
    namesakes: number;
  }>(
    `select mine.connection, mine.object, mine.record_id as id, mine.facts,
       other.connection as "otherConnection", other.record_id as "otherId", other.facts as "otherFacts",
       namesakes.count as namesakes
     from unnest($1::text[], $2::text[], $3::text[]) as asked (connection, object, record_id)
     join company_key mine using (record_id, connection, object)
     join sharing_member own on own.connection = mine.connection
     cross join lateral (
       select alike.* from sharing_member peer cross join lateral (
         (select * from company_key where domain = mine.domain and connection = peer.connection
          order by record_id limit ${mostAlike})
         union
         (select * from company_key where name_key = mine.name_key and connection = peer.connection
          order by record_id limit ${mostAlike})
       ) as alike
       where peer.sharing_group = own.sharing_group and peer.connection <> own.connection
       union
       select key.* from company_link link join company_key key
         on (key.record_id, key.connection, key.object) = (link.other_id, link.other_connection, link.object)
       where (link.record_id, link.connection, link.object) = (mine.record_id, mine.connection, mine.object)
       union
       select key.* from company_link link join company_key key using (record_id, connection, object)
       where (link.other_id, link.other_connection, link.object) = (mine.record_id, mine.connection, mine.object)
     ) as other
     cross join lateral (
       select count(*)::int as count from (
         select from company_key where name_key = mine.name_key and connection = mine.connection limit ${mostAlike}) as named
     ) as namesakes
     where other.object = mine.object and not other.deleted and not mine.deleted`,
    columns(refs, ["connection", "object", "id"]),
  );
  return rows.map(
    ({ facts, otherConnection: connection, otherId, otherFacts, namesakes, ...ref }) => ({
      ...{ ref, facts, otherFacts, namesakes },
      other: { connection, object: ref.object, id: otherId },
    }),
  );
}
