import type { Reader } from "../reader.ts";

/** A field that was written, or in a preview would be. */
export interface SampleRow {
  record: string;
  title: string | null;
  field: string;
  before: string | null;
  after: string | null;
  evidence: string | null;
}

/** Some records that this run wrote, or in a preview would write, each field before and after. */
export async function findSample(
  reader: Pick<Reader, "query">,
  { since, records }: { since: Date; records: number },
): Promise<SampleRow[]> {
  return reader.query<SampleRow>(
    `with decided as (
       select distinct on (write_decision.work_id, field) write_decision.*, connection, object, record_id
       from write_decision join work on work.id = write_decision.work_id
       where decision = 'write' and decided_at >= $1
       order by write_decision.work_id, field, write_decision.id desc
     ), chosen as (
       select connection, object, record_id from (
         select distinct on (connection, object, record_id) connection, object, record_id,
           dense_rank() over (partition by object, connection order by record_id) as nr
         from decided
       ) as numbered
       order by nr, object, connection limit $2
     )
     select connection || '/' || object || '/' || record_id as record,
       coalesce(record.fields->>'name', record.fields->>'jobTitle') as title,
       decided.field, decided.live_value as before, decided.answer_value as after,
       (select value->>'evidence' from jsonb_each(answer.outputs)
        where value->>'value' = decided.answer_value limit 1) as evidence
     from chosen
     join decided using (connection, object, record_id)
     join record using (connection, object, record_id)
     join answer on answer.fingerprint = decided.fingerprint and answer.replaced_at is null
     order by object, 1, decided.field`,
    [since, records],
  );
}
