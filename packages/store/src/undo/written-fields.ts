import {
  type ObjectName,
  type RecordRef,
  type Wanter,
  withCompanionFields,
} from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import type { FieldOwner } from "../ledger.ts";

/** Which of our writes; each part that is given narrows it. */
export interface WriteFilter {
  /** Written for this run, which may be an undo; an undo is meant only where it is named here. */
  run?: Wanter | undefined;
  /** Written from an answer under this definition; the hash may be its beginning. */
  definition?: { name: string; hash: string } | undefined;
  connection?: string | undefined;
  object?: ObjectName | undefined;
  recordId?: string | undefined;
  /** With its companions. */
  field?: string | undefined;
}

/** The newest settled write of a field, whoever it served. */
export interface NewestWrite {
  id: string;
  value: string | null;
  owner: FieldOwner;
  fingerprint: string;
  /** It took an answer back. */
  isUndo: boolean;
}

/**
 * The write whose value stands: the newest, or, where that took others back and a run or a definition is
 * meant, the one before these.
 */
export interface StandingWrite {
  /** It is one of those that the filter means. */
  isMeant: boolean;
  answerId: string | null;
  isUndo: boolean;
}

/** A field that the writes in question have written, with what was there before and what is there now. */
export interface WrittenField {
  ref: RecordRef;
  field: string;
  enrichment: string;
  newest: NewestWrite;
  standing: StandingWrite;
  /** What stood before those of them that nobody else's write or edit interrupts, and the first of these. */
  before: { value: string | null; owner: FieldOwner | null; firstId: string };
  /** As the ledger has it now; null if it has nothing. */
  ledger: {
    owner: FieldOwner;
    value: string | null;
    fingerprint: string | null;
    pinned: boolean;
  } | null;
  /** An order for this field is on its way. */
  isOrdered: boolean;
}

/** Whether a settled write is meant by the filter in the parameters. */
function isMeantSql(write: string): string {
  return `(${write}.state = 'settled'
    and ($1::text is null or ${write}.wanted_by @> array[$1::text])
    and ($2::text is null or ${write}.connection = $2) and ($3::text is null or ${write}.object = $3)
    and ($4::text is null or ${write}.record_id = $4) and ($5::text[] is null or ${write}.field = any($5))
    and ($6::text is null or exists (select from answer where answer.id = ${write}.answer_id
      and answer.enrichment = $6 and starts_with(answer.definition_hash, $7)))
    and case when ${write}.withdraws is null then ${write}.after_owner = 'fieldwork' else $1::text is not null end)`;
}

function isSameField(one: string, other: string): string {
  return `(${one}.record_id, ${one}.field, ${one}.connection, ${one}.object)
    = (${other}.record_id, ${other}.field, ${other}.connection, ${other}.object)`;
}

/** Only these go back further than the newest write. */
const goesFurther = "($1::text is not null or $6::text is not null)";

const settledOf = (write: string) =>
  `write_intent as ${write} where ${isSameField(write, "touched")} and ${write}.state = 'settled'`;
/** A person's value, or a blank that nobody made, stood there: no further back than this. */
const isBoundary = "own.before_owner is distinct from 'fieldwork'";

/**
 * Fields that the writes in question have written, in the order of their records, at most `limit`. A run
 * or a definition goes back to what stood before all of its writes that follow each other, also beneath
 * later ones that were taken back meanwhile; without them, only the newest write is taken back.
 */
export async function findWrittenFields(
  db: Pick<Db, "query">,
  { run, definition, connection, object, recordId, field }: WriteFilter,
  limit: number,
): Promise<WrittenField[]> {
  return db.query(
    `with touched as (
       select distinct connection, object, record_id, field from write_intent as write where ${isMeantSql("write")}
       order by connection, object, record_id, field limit $8
     )
     select jsonb_build_object('connection', touched.connection, 'object', touched.object, 'id', touched.record_id) as ref,
       touched.field,
       coalesce(
         (select enrichment from answer where answer.id = standing.answer_id),
         (select enrichment from work where work.id = standing.work_id),
         (select enrichment from write_order where write_order.id = standing.work_id), '') as enrichment,
       jsonb_build_object('id', newest.id::text, 'value', newest.after_value, 'owner', newest.after_owner,
         'fingerprint', newest.fingerprint, 'isUndo', newest.withdraws is not null) as newest,
       jsonb_build_object('answerId', standing.answer_id::text, 'isUndo', standing.withdraws is not null,
         'isMeant', standing.is_meant and (standing.after_value, standing.after_owner)
           is not distinct from (newest.after_value, newest.after_owner)) as standing,
       jsonb_build_object('value', first.before_value, 'owner', first.before_owner, 'firstId', first.id::text) as before,
       (select jsonb_build_object('owner', owner, 'value', value, 'fingerprint', fingerprint, 'pinned', pinned)
        from field_ledger where ${isSameField("field_ledger", "touched")}) as ledger,
       exists (select from write_order where ${isSameField("write_order", "touched")}
         and write_order.state in ('waiting', 'writing')) as "isOrdered"
     from touched
     cross join lateral (
       select * from ${settledOf("last")} order by id desc limit 1
     ) as newest
     cross join lateral (
       with recursive down as (
         select newest.id
         union all
         select (select max(lower.id) from ${settledOf("lower")} and lower.id < write_order.undoes_from)
         from down join write_intent as undo on undo.id = down.id join write_order on write_order.id = undo.work_id
         where ${goesFurther} and undo.withdraws is not null and not ${isMeantSql("undo")}
       )
       select last.*, ${isMeantSql("last")} as is_meant
       from write_intent as last where last.id = (select min(down.id) from down)
     ) as standing
     cross join lateral (
       select id, before_value, before_owner from ${settledOf("own")} and own.id <= standing.id
         and (own.id = standing.id or ${goesFurther} and own.id > coalesce(
           (select max(other.id) from ${settledOf("other")} and other.id < standing.id and not ${isMeantSql("other")}), 0))
       order by ${isBoundary} desc, case when ${isBoundary} then -own.id else own.id end limit 1
     ) as first
     order by touched.connection, touched.object, touched.record_id, touched.field`,
    [
      ...[run ?? null, connection ?? null, object ?? null, recordId ?? null],
      field === undefined ? null : withCompanionFields(field),
      ...[definition?.name ?? null, definition?.hash ?? null, limit],
    ],
  );
}

/** How the orders of a run stand, by state and reason. */
export interface RunOrders {
  state: "waiting" | "writing" | "done" | "refused";
  /** Null while it waits or is written. */
  reason: string | null;
  count: number;
}

/** Of one connection, or of all. */
export async function countOrdersOf(
  db: Pick<Db, "query">,
  run: Wanter,
  connection: string | undefined,
): Promise<RunOrders[]> {
  return db.query(
    `select state, case when settled_at is not null then reason_code end as reason, count(*)::int as count
     from write_order where wanted_by = array[$1::text] and ($2::text is null or connection = $2) group by 1, 2 order by 1, 2`,
    [run, connection ?? null],
  );
}

/** One undo is planned and placed at a time, in this transaction, so that no field is ordered twice. */
export async function lockUndo(tx: Db): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('fieldwork undo'))");
}
