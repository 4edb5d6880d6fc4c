import { parseRecordKey, type Reason, type RecordRef } from "@fieldwork/contracts";
import { deadEventReasonSql } from "./lists/dead-events.ts";
import { titleSql } from "./lists/record-title.ts";
import type { Reader } from "./reader.ts";

/** One dead letter, as it is shown among others of its cause. */
export interface DeadSample {
  id: string;
  /** Null: of an event that names no record. */
  ref: RecordRef | null;
  /** Null where no read has brought the record. */
  title: string | null;
  reason: Reason;
  failedAt: Date;
  /** It has already failed in a replay. */
  failedAnew: boolean;
}

type DeadSampleRow = Omit<DeadSample, "ref"> & { key: string };

const failedAnewSql = (kind: string) => `exists (
    select from replay_member as member join replay on replay.id = member.replay_id
    where member.item_id = t.id and member.state = 'failed' and replay.kind = '${kind}') as "failedAnew"`;

const workSql = `select t.id, concat_ws('/', t.connection, t.object, t.record_id) as key, ${titleSql("r")} as title,
    jsonb_build_object('code', coalesce(t.reason_code, 'internal'), 'detail', t.reason_detail) as reason,
    t.settled_at as "failedAt", ${failedAnewSql("work")}
  from work as t
  left join record as r on (r.record_id, r.connection, r.object) = (t.record_id, t.connection, t.object)
  where t.id = any($1::bigint[]) and t.state = 'dead'`;

const eventSql = `select t.id, t.key, ${titleSql("r")} as title, ${deadEventReasonSql} as reason,
    t.failed_at as "failedAt", ${failedAnewSql("event")}
  from log_dead_letter as t
  left join record as r on (r.record_id, r.connection, r.object)
    = (split_part(t.key, '/', 3), split_part(t.key, '/', 1), split_part(t.key, '/', 2))
  where t.id = any($1::bigint[])`;

/** Those of these dead letters that still are some, in no order. */
export async function findDeadSamples(
  reader: Pick<Reader, "query">,
  kind: "work" | "event",
  ids: readonly string[],
): Promise<DeadSample[]> {
  if (ids.length === 0) return [];
  const rows = await reader.query<DeadSampleRow>(kind === "work" ? workSql : eventSql, [ids]);
  return rows.map(({ key, ...row }) => ({ ...row, ref: parseRecordKey(key) ?? null }));
}
