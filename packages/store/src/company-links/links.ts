import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** What the rules say of two records. */
export interface DecidedLink {
  ref: RecordRef;
  other: RecordRef;
  verdict: "linked" | "doubtful" | "apart";
  reason: string;
  evidence: object;
}

/** The two in the order in which they are kept, whichever was named first. Pure. */
export function orderedPair(one: RecordRef, other: RecordRef): [RecordRef, RecordRef] {
  return recordKey(one) < recordKey(other) ? [one, other] : [other, one];
}

/**
 * Keeps what the rules say, and notes that it has been decided for these records. A pair that is apart is kept only where a person
 * ordered something of it, and an order stays as it is. Of a company that has ended in the meantime, none is kept:
 * both are locked first, in one order for all, so that the end of one waits for its links, or they find the end.
 */
export async function keepCompanyLinks(
  db: Db,
  { decided, of }: { decided: readonly DecidedLink[]; of: readonly RecordRef[] },
): Promise<void> {
  const pairs = [...new Map(decided.map((one) => [pairKey(one), one])).values()];
  const refs = pairs.flatMap(({ ref, other }) => [ref, other]);
  const records = [...new Map([...refs, ...of].map((ref) => [recordKey(ref), ref])).values()];
  const places = new Map(records.map((ref, index) => [recordKey(ref), index + 1]));
  await db.query(
    `with asked as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[],
         $9::int[], $10::int[])
         as t (connection, object, record_id, other_connection, other_id, verdict, reason_code, evidence, place, other_place)
     ), living as materialized (
       select array_agg(found is not null order by place) as at
       from (
         select * from unnest($11::text[], $12::text[], $13::text[]) with ordinality
           as t (connection, object, record_id, place)
         order by record_id, connection, object) as named
       left join lateral (
         select true as found from company_key
         where (company_key.record_id, company_key.connection, company_key.object)
           = (named.record_id, named.connection, named.object) and not deleted
         for no key update) as locked on true
     ), decided as (
       select connection, object, record_id, other_connection, other_id, verdict, reason_code, evidence from asked
       where (select at from living)[place] and (select at from living)[other_place]
     ), marked as (
       update company_key set is_linked = true
       from unnest($14::text[], $15::text[], $16::text[]) as done (connection, object, record_id)
       where (company_key.record_id, company_key.connection, company_key.object)
         = (done.record_id, done.connection, done.object)
     ), parted as (
       delete from company_link link using decided
       where (link.record_id, link.connection, link.object, link.other_id, link.other_connection)
         = (decided.record_id, decided.connection, decided.object, decided.other_id, decided.other_connection)
         and decided.verdict = 'apart' and link.ordered is null
     ), said as (
       update company_link link set verdict = decided.verdict, reason_code = decided.reason_code,
         evidence = decided.evidence
       from decided
       where (link.record_id, link.connection, link.object, link.other_id, link.other_connection)
         = (decided.record_id, decided.connection, decided.object, decided.other_id, decided.other_connection)
         and decided.verdict = 'apart' and link.ordered is not null
     )
     insert into company_link (connection, object, record_id, other_connection, other_id, verdict, reason_code, evidence)
     select * from decided where verdict <> 'apart' order by record_id, connection, other_id, other_connection
     on conflict (record_id, connection, object, other_id, other_connection) do update set
       verdict = excluded.verdict, reason_code = excluded.reason_code, evidence = excluded.evidence,
       decided_at = case when company_link.verdict = excluded.verdict then company_link.decided_at else now() end
     where (company_link.verdict, company_link.reason_code, company_link.evidence)
       is distinct from (excluded.verdict, excluded.reason_code, excluded.evidence)`,
    [
      ...columns(
        pairs.map(({ ref, other, evidence, ...link }) => {
          const [first, second] = orderedPair(ref, other);
          return {
            ...{ ...first, ...link, evidence: storableJson(evidence) },
            ...{ otherConnection: second.connection, otherId: second.id },
            ...{ place: places.get(recordKey(ref)), otherPlace: places.get(recordKey(other)) },
          };
        }),
        [
          ...(["connection", "object", "id", "otherConnection", "otherId"] as const),
          ...(["verdict", "reason", "evidence", "place", "otherPlace"] as const),
        ],
      ),
      ...columns(records, ["connection", "object", "id"]),
      ...columns(of, ["connection", "object", "id"]),
    ],
  );
}

function pairKey({ ref, other }: Pick<DecidedLink, "ref" | "other">): string {
  return orderedPair(ref, other).map(recordKey).join(" ");
}

export type LinkOrder = "confirmed" | "refused";

/** What a person ordered of a pair before; undefined where nobody has linked the two. */
export interface KnownLink {
  verdict: DecidedLink["verdict"];
  ordered: LinkOrder | null;
}

/**
 * Has a pair stand as a person says, whatever the rules say; null leaves it to them again. Returns what was so
 * before.
 */
export async function orderCompanyLink(
  tx: Db,
  given: { pair: readonly [RecordRef, RecordRef]; ordered: LinkOrder | null; by: string },
): Promise<KnownLink | undefined> {
  const pair = pairValues(given.pair);
  const [before] = await tx.query<KnownLink>(
    `select verdict, ordered from company_link
     where (connection, object, record_id, other_connection, other_id) = ($1, $2, $3, $4, $5) for update`,
    pair,
  );
  await tx.query(
    `insert into company_link as link (connection, object, record_id, other_connection, other_id, verdict, reason_code,
       evidence, ordered, ordered_by, ordered_at)
     values ($1, $2, $3, $4, $5, 'apart', 'not-compared', '{}', $6, $7, now())
     on conflict (record_id, connection, object, other_id, other_connection) do update set
       ordered = excluded.ordered, ordered_by = excluded.ordered_by, ordered_at = excluded.ordered_at`,
    [...pair, given.ordered, given.ordered === null ? null : given.by],
  );
  // What nobody orders anything of, and no rule links, is no link.
  await tx.query(
    `delete from company_link
     where (connection, object, record_id, other_connection, other_id) = ($1, $2, $3, $4, $5)
       and verdict = 'apart' and ordered is null`,
    pair,
  );
  return before;
}

/** What a person ordered of two records; null where nobody has. */
export async function findLinkOrder(
  db: Db,
  pair: readonly [RecordRef, RecordRef],
): Promise<LinkOrder | null> {
  const [row] = await db.query<{ ordered: LinkOrder | null }>(
    `select ordered from company_link
     where (connection, object, record_id, other_connection, other_id) = ($1, $2, $3, $4, $5)`,
    pairValues(pair),
  );
  return row?.ordered ?? null;
}

function pairValues(pair: readonly [RecordRef, RecordRef]): string[] {
  const [first, second] = orderedPair(...pair);
  return [first.connection, first.object, first.id, second.connection, second.id];
}
