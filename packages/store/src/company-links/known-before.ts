import type { FieldValues, RecordRef } from "@fieldwork/contracts";
import type { Db } from "../database.ts";

/** A company that was known before its connection joined a sharing group. */
export interface CompanyKnownBefore {
  ref: RecordRef;
  fields: FieldValues;
  vendorAt: string;
  readAt: string;
  /** Null of what only a search showed. */
  directReadAt: string | null;
  /** It has ended, and its key does not say so: a planner kept its end that did not know of the group as yet. */
  deleted: boolean;
}

export interface KnownBeforePage {
  connection: string;
  /** Those whose keys are not as they should be. */
  companies: CompanyKnownBefore[];
  /** The last of them, known or not; undefined where there was none. */
  last: { changedAt: string; id: string } | undefined;
  /** Nothing is left after it as yet. */
  isLast: boolean;
}

/** How far a connection has been looked through. */
export interface KnownBeforePlace {
  connection: string;
  keyedAt: string;
  keyedId: string;
}

/** The connections that have not been looked through. */
export async function listConnectionsToKey(db: Db): Promise<KnownBeforePlace[]> {
  return db.query(
    `select connection, keyed_at::text as "keyedAt", keyed_id as "keyedId" from sharing_member
     where not is_keyed order by connection`,
  );
}

/** The next page of such a connection. */
export async function findCompaniesKnownBefore(
  db: Db,
  {
    connection,
    keyedAt,
    keyedId,
    object,
    limit,
  }: KnownBeforePlace & { object: RecordRef["object"]; limit: number },
): Promise<KnownBeforePage> {
  const rows = await db.query<
    CompanyKnownBefore & { id: string; changedAt: string; isKnown: boolean }
  >(
    `with page as (
       select * from record
       where connection = $1 and object = $2 and changed_at > '-infinity'
         and (changed_at, record_id) > ($3::timestamptz, $4)
       order by changed_at, record_id limit $5
     )
     select record_id as id, changed_at::text as "changedAt", page.fields,
       to_char(page.vendor_at at time zone 'utc', '${isoFormat}') as "vendorAt",
       to_char(page.read_at at time zone 'utc', '${isoFormat}') as "readAt",
       to_char(page.direct_read_at at time zone 'utc', '${isoFormat}') as "directReadAt",
       page.deleted,
       case when page.deleted then company_key.deleted is not false else company_key.record_id is not null end as "isKnown"
     from page left join company_key using (record_id, connection, object)
     order by changed_at, record_id`,
    [connection, object, keyedAt, keyedId, limit],
  );
  const last = rows.at(-1);
  return {
    connection,
    companies: rows
      .filter(({ isKnown }) => !isKnown)
      .map(({ id, fields, vendorAt, readAt, directReadAt, deleted }) => ({
        ref: { connection, object, id },
        ...{ fields, vendorAt, readAt, directReadAt, deleted },
      })),
    last: last && { changedAt: last.changedAt, id: last.id },
    isLast: rows.length < limit,
  };
}

const isoFormat = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';

/** By then every planner knows that the connection has joined, and notes its companies by itself. */
const knownAfterSeconds = 15;

/** Notes that a page has been looked through; the last one only once every planner knows of the connection. */
export async function noteCompaniesKnownBefore(
  db: Db,
  { connection, last, isLast }: Omit<KnownBeforePage, "companies">,
): Promise<void> {
  await db.query(
    `update sharing_member set keyed_at = coalesce($2::timestamptz, keyed_at), keyed_id = coalesce($3, keyed_id),
       is_keyed = $4 and joined_at < now() - interval '${knownAfterSeconds} seconds'
     where connection = $1`,
    [connection, last?.changedAt ?? null, last?.id ?? null, isLast],
  );
}
