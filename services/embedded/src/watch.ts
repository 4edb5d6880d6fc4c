import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";

interface Happening {
  at: Date;
  ref: RecordRef;
  field: string;
  text: string;
}

/** Tells, a line each, what is written and where a person took a field over, as it happens. */
export function createWatch({
  db,
  say,
  logger,
}: {
  db: Db;
  say: (line: string) => void;
  logger: Logger;
}): Ticker {
  let seen: { intent: string; owner: string } | undefined;
  return createTicker({
    name: "watch",
    logger,
    async tick() {
      const latest = await latestIds(db);
      if (seen !== undefined) {
        for (const { ref, field, text } of await findHappenings(db, seen)) {
          say(`${recordKey(ref)}  ${field}  ${text}`);
        }
      }
      seen = latest;
      return 300;
    },
  });
}

async function latestIds(db: Db): Promise<{ intent: string; owner: string }> {
  const [row] = await db.query<{ intent: string; owner: string }>(
    `select coalesce((select max(id) from write_decision), 0) as intent,
       coalesce((select max(id) from owner_change), 0) as owner`,
  );
  return row ?? { intent: "0", owner: "0" };
}

async function findHappenings(
  db: Db,
  since: { intent: string; owner: string },
): Promise<Happening[]> {
  const rows = await db.query<Omit<Happening, "ref"> & RecordRef>(
    `select decided_at as at, work.connection, work.object, work.record_id as id, field,
       case decision
         when 'write' then 'written: ' || coalesce(answer_value, '')
         else decision || ': ' || write_decision.reason end as text
     from write_decision join work on work.id = write_decision.work_id
     where write_decision.id > $1
     union all
     select noticed_at, connection, object, record_id, field,
       case to_owner
         when 'person' then 'a person wrote ' || coalesce(value, '') || ': it is theirs, and stays'
         else 'a person cleared it: it stays blank' end
     from owner_change where id > $2
     order by 1`,
    [since.intent, since.owner],
  );
  return rows.map(({ connection, object, id, ...rest }) => ({
    ...rest,
    ref: { connection, object, id },
  }));
}
