import type { Reason, RecordRef } from "@fieldwork/contracts";
import { claimsSql } from "../claims.ts";
import type { Reader } from "../reader.ts";

/** A decision about a field, or a manual edit of one. */
export interface Happening {
  at: Date;
  ref: RecordRef;
  field: string;
  text: string;
  reason: Reason | null;
}

/** How far a watcher has seen. */
export interface Seen {
  decision: string;
  owner: string;
}

export async function findLatest(reader: Pick<Reader, "query">): Promise<Seen> {
  const [row] = await reader.query<Seen>(
    `select coalesce((select max(id) from write_decision), 0) as decision,
       coalesce((select max(id) from owner_change), 0) as owner`,
  );
  return row ?? { decision: "0", owner: "0" };
}

/** What happened between two places, in the order of time. */
export async function findHappenings(
  reader: Pick<Reader, "query">,
  { since, until }: { since: Seen; until: Seen },
): Promise<Happening[]> {
  const rows = await reader.query<Omit<Happening, "ref"> & RecordRef>(
    `select decided_at as at, claim.connection, claim.object, claim.record_id as id, field,
       case decision
         when 'write' then 'written: ' || coalesce(answer_value, '')
         else decision end as text,
       case when decision <> 'write' then jsonb_build_object(
         'code', write_decision.reason_code, 'detail', write_decision.reason_detail) end as reason
     from write_decision join ${claimsSql} as claim on claim.id = write_decision.work_id
     where write_decision.id > $1 and write_decision.id <= $3
     union all
     select noticed_at, connection, object, record_id, field,
       case to_owner
         when 'person' then 'a person wrote ' || coalesce(value, '') || ': it is theirs, and stays'
         else 'a person cleared it: it stays blank' end, null
     from owner_change where id > $2 and id <= $4
     order by 1`,
    [since.decision, since.owner, until.decision, until.owner],
  );
  return rows.map(({ connection, object, id, ...rest }) => ({
    ...rest,
    ref: { connection, object, id },
  }));
}
