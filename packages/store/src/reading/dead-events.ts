import type { Reason } from "@fieldwork/contracts";
import { type DeadEventRow, deadEventReasonSql } from "./lists/dead-events.ts";
import type { Reader } from "./reader.ts";

export type DeadEvent = Pick<DeadEventRow, "key" | "topic" | "group" | "reason" | "failedAt">;

/** The newest dead letters among the events of one key, or of the records that have this id. */
export async function findDeadEvents(
  reader: Pick<Reader, "query">,
  subject: string,
): Promise<DeadEvent[]> {
  return reader.query<DeadEvent>(
    `select key, topic, consumer_group as "group", ${deadEventReasonSql} as reason, failed_at as "failedAt"
     from log_dead_letter as t where key = $1 or split_part(key, '/', 3) = $1
     order by failed_at desc limit 20`,
    [subject],
  );
}

/** Events of a topic that became dead letters since, unpublished or in one group, by their reason; the commonest first. */
export async function countDeadEvents(
  reader: Pick<Reader, "query">,
  { topic, group, since }: { topic: string; group: string; since: Date },
): Promise<{ reason: Reason; count: number }[]> {
  return reader.query(
    `select ${deadEventReasonSql} as reason, count(*)::int as count from log_dead_letter as t
     where topic = $1 and coalesce(consumer_group, '') in ('', $2) and failed_at >= $3
     group by 1 order by 2 desc limit 1000`,
    [topic, group, since],
  );
}
