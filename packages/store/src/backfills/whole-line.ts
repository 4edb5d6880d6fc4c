import type { BackfillStop, ObjectName } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import type { BackfillState } from "./backfills.ts";

/** Records that were read, and for which an enrichment was never wanted. */
export interface OnlyRead {
  connection: string;
  object: ObjectName;
  enrichment: string;
  records: number;
}

/** By connection and enrichment; without those for which a backfill was ever ordered. */
export async function listOnlyRead(db: Pick<Db, "query">): Promise<OnlyRead[]> {
  return db.query(
    `select connection, object, name as enrichment, count(*)::int as records
     from definition join record on object = content->>'object' and not deleted
     where is_current
       and not exists (select from backfill
         where backfill.enrichment = name and backfill.connection = record.connection)
       and not exists (select from work
         where (work.connection, work.object, work.record_id, work.enrichment)
           = (record.connection, record.object, record.record_id, name))
     group by 1, 2, 3 order by 1, 2, 3`,
  );
}

/** A backfill that was started and has not ended. */
export interface OpenBackfill {
  id: string;
  state: BackfillState;
  stoppedBy: BackfillStop | null;
  restUntil: Date | null;
  /** Records that it has not come to. */
  waiting: number;
  /** By itself, now. False also where all that it has sent waits for money or a person. */
  goesOn: boolean;
}

/** Ask once no work is pending that can go on: until then, what was sent is on its way. */
export async function listOpenBackfills(db: Pick<Db, "query">): Promise<OpenBackfill[]> {
  return db.query(
    `select id, state, stopped_by as "stoppedBy", rest_until as "restUntil",
       (select count(*)::int from backfill_record where backfill_id = id and state = 'waiting') as waiting,
       (state = 'running' or state = 'resting' and rest_until <= now()) and (
         not exists (select from backfill_record where backfill_id = id and state = 'sent')
         or exists (select from backfill_record as member join work on work.id = member.work_id
           where backfill_id = backfill.id and member.state = 'sent'
             and (work.state not in ('ready', 'dispatched', 'asking', 'answered', 'writing') or work.due_at = 'infinity'))
       ) as "goesOn"
     from backfill where state in ('running', 'resting', 'paused') order by created_at, id`,
  );
}
