import type { Db } from "@fieldwork/store";

/** Keeps so many dead letters: of 100 events some 90 were malformed, the rest too large to be published. */
export async function fillDeadLetters(db: Db, count: number): Promise<void> {
  await db.query(
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, reason_code,
       reason_detail, failed_at)
     select case when is_published then (array['planner', 'writer'])[1 + n % 2] end,
       (array['crm.record-changed', 'enrichment.completed'])[1 + n / 7 % 2],
       case when is_published then n % 6 end, case when is_published then n end,
       'hubspot/company/r' || n, jsonb_build_object('kind', 'changed', 'n', n),
       case when is_published then 'event-malformed' else 'data-invalid' end,
       jsonb_build_object('said', 'it has ' || n || ' bytes'),
       timestamptz '2026-11-01 00:00:00Z' - n * interval '1 minute'
     from (select n, n % 10 > 0 as is_published from generate_series(1, $1::int) as n) as told`,
    [count],
  );
}
