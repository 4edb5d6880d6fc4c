import type { RecordRef, WriteOrderKind } from "@fieldwork/contracts";
import type { FieldOwner } from "../ledger.ts";
import type { Reader } from "./reader.ts";

/** What we have seen of who wrote one field; the last of each. */
export interface KnownWriters {
  /** What a write of ours or a look at the CRM recorded. */
  ledger: { owner: FieldOwner; value: string | null; at: string } | null;
  /** What a person ordered, and the CRM has taken. */
  order: { kind: WriteOrderKind; value: string | null; by: string; at: string } | null;
  /** That somebody edited it in the CRM, once we noticed. */
  change: { value: string | null; at: string } | null;
}

export interface AskedField {
  ref: RecordRef;
  field: string;
}

const isOf = (table: string) =>
  `(${table}.record_id, ${table}.connection, ${table}.object, ${table}.field)
     = (asked.id, asked.connection, asked.object, asked.field)`;

/** Of each of these fields, in their order. One statement for all of them. */
export async function findKnownWriters(
  reader: Pick<Reader, "query">,
  asked: readonly AskedField[],
): Promise<KnownWriters[]> {
  if (asked.length === 0) return [];
  return reader.query<KnownWriters>(
    `select
       (select jsonb_build_object('owner', l.owner, 'value', l.value, 'at', l.settled_at)
        from field_ledger as l where ${isOf("l")}) as ledger,
       (select jsonb_build_object('kind', o.kind, 'value', o.value, 'by', o.ordered_by, 'at', o.settled_at)
        from write_order as o where ${isOf("o")} and o.state = 'done' order by o.id desc limit 1) as order,
       (select jsonb_build_object('value', c.value, 'at', c.noticed_at)
        from owner_change as c where ${isOf("c")} and c.to_owner <> 'fieldwork' order by c.id desc limit 1) as change
     from unnest($1::text[], $2::text[], $3::text[], $4::text[])
       with ordinality as asked (connection, object, id, field, place)
     order by place`,
    [
      asked.map(({ ref }) => ref.connection),
      asked.map(({ ref }) => ref.object),
      asked.map(({ ref }) => ref.id),
      asked.map(({ field }) => field),
    ],
  );
}

/** A labelled case that a correction of a record made. */
export interface RecordCase {
  field: string;
  expected: string;
  answered: string | null;
  source: "review" | "crm";
  by: string | null;
  at: Date;
}

/** The newest of each field. */
export async function findRecordCases(
  reader: Pick<Reader, "query">,
  { connection, object, id }: RecordRef,
): Promise<RecordCase[]> {
  return reader.query<RecordCase>(
    `select distinct on (field) field, expected, answered, source, labelled_by as by, labelled_at as at
     from labelled_case where record_id = $3 and connection = $1 and object = $2
     order by field, labelled_at desc`,
    [connection, object, id],
  );
}
