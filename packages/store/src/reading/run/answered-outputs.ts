import type { FieldValues } from "@fieldwork/contracts";
import type { Reader } from "../reader.ts";

/** What was answered to one output of one record. */
export interface AnsweredOutputRow {
  /** The record's newest fields. */
  fields: FieldValues;
  /** What the model said or, where it abstained, would have said. */
  bestGuess: string | null;
  /** The part of it that is ours in the CRM. */
  written: string | null;
}

/** One output of every answer of an enrichment, with the field that it is written to; the oldest work first. */
export async function findAnsweredOutputs(
  reader: Pick<Reader, "query">,
  { enrichment, output, field }: { enrichment: string; output: string; field: string },
): Promise<AnsweredOutputRow[]> {
  return reader.query<AnsweredOutputRow>(
    `select record.fields, coalesce(answer.outputs->$2->>'bestGuess', answer.outputs->$2->>'value') as "bestGuess",
       case when field_ledger.owner = 'fieldwork' then field_ledger.value end as written
     from work
     join record using (connection, object, record_id)
     join answer on answer.fingerprint = work.fingerprint and answer.replaced_at is null and answer.state = 'answered'
     left join field_ledger on field_ledger.field = $3
       and (field_ledger.connection, field_ledger.object, field_ledger.record_id)
         = (work.connection, work.object, work.record_id)
     where work.enrichment = $1
     order by work.id`,
    [enrichment, output, field],
  );
}
