import type { ObjectName, Wanter } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import type { FieldOwner } from "../ledger.ts";

/** A value that the CRM confirmed, with the work it was written for and who owns the field now. */
export interface WrittenIntent {
  object: ObjectName;
  recordId: string;
  field: string;
  /** What the read before the write showed. */
  beforeValue: string | null;
  afterValue: string | null;
  openedAt: Date;
  settledAt: Date;
  workId: string;
  generation: number;
  enrichment: string;
  definitionHash: string | null;
  fingerprint: string;
  answerId: string | null;
  wantedBy: readonly Wanter[];
  owner: FieldOwner | null;
  ledgerValue: string | null;
  recordedAt: string | null;
}

/** What was written before the first check is never looked at. */
export async function beginHistoryCheck(db: Pick<Db, "query">, connection: string): Promise<void> {
  await db.query(
    `insert into history_check (connection, checked_id)
     select $1, coalesce(max(id), 0) from write_intent
     on conflict do nothing`,
    [connection],
  );
}

/** After this an intent that nobody closed counts as closed. */
const forgottenAfter = "interval '30 minutes'";

/**
 * Up to which intent everything of a connection can be checked now, looking at so many at most; null: at
 * nothing. What was written less than so long ago may not be in the CRM's history yet.
 */
export async function findCheckableUpTo(
  db: Pick<Db, "query">,
  { connection, limit, settledForMs }: { connection: string; limit: number; settledForMs: number },
): Promise<string | null> {
  const [row] = await db.query<{ upTo: string | null }>(
    `with span as (
       select id, state, opened_at, settled_at from write_intent
       where id > (select checked_id from history_check where connection = $1)
       order by id limit $2
     )
     select least(max(id), min(id) filter (
         where state = 'open' and opened_at > now() - ${forgottenAfter}
           or settled_at > now() - $3 * interval '1 millisecond') - 1) as "upTo"
     from span
     having max(id) is not null`,
    [connection, limit, settledForMs],
  );
  return row?.upTo ?? null;
}

/** What the CRM confirmed of these. What belongs to no work is left out: nobody could be asked about it. */
export async function findWrittenIntents(
  db: Pick<Db, "query">,
  { connection, upTo }: { connection: string; upTo: string },
): Promise<WrittenIntent[]> {
  return db.query<WrittenIntent>(
    `select t.object, t.record_id as "recordId", t.field, t.before_value as "beforeValue",
       t.after_value as "afterValue", t.opened_at as "openedAt", t.settled_at as "settledAt",
       placed.id as "workId", coalesce(placed.generation, t.generation) as generation, placed.enrichment,
       placed.definition_hash as "definitionHash", t.fingerprint, t.answer_id as "answerId",
       t.wanted_by as "wantedBy", entry.owner, entry.value as "ledgerValue",
       entry.settled_at::text as "recordedAt"
     from write_intent as t
     cross join lateral (
       select id, null::int as generation, enrichment, definition_hash from work where work.id = t.work_id
       union all
       select work.id, running_generation, work.enrichment, work.definition_hash
       from write_order join work on (work.record_id, work.connection, work.object, work.enrichment)
         = (write_order.record_id, write_order.connection, write_order.object, write_order.enrichment)
       where write_order.id = t.work_id
       limit 1
     ) as placed
     left join field_ledger as entry on (entry.record_id, entry.field, entry.connection, entry.object)
       = (t.record_id, t.field, t.connection, t.object)
     where t.id > (select checked_id from history_check where connection = $1) and t.id <= $2
       and t.connection = $1 and t.state = 'settled'
     order by t.id`,
    [connection, upTo],
  );
}

export async function saveHistoryCheck(
  db: Pick<Db, "query">,
  { connection, upTo }: { connection: string; upTo: string },
): Promise<void> {
  await db.query(
    "update history_check set checked_id = greatest(checked_id, $2) where connection = $1",
    [connection, upTo],
  );
}
