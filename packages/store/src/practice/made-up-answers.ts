import {
  type AnsweredOutputs,
  liveWanter,
  newTraceparent,
  type ObjectName,
} from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

export interface MadeUpAnswers {
  /** Of no connection that there is. */
  connection: string;
  object: ObjectName;
  enrichment: string;
  definitionHash: string;
  /** One for each record. */
  answers: readonly { recordId: string; outputs: AnsweredOutputs }[];
}

/** Answers that are due to be written, of records that nobody has. For practice alone: see `practise`. */
export async function keepMadeUpAnswers(
  db: Db,
  { connection, object, enrichment, definitionHash, answers }: MadeUpAnswers,
): Promise<void> {
  await db.query(
    `with made_up as (
       select record_id, $1 || '/' || record_id as fingerprint, outputs
       from unnest($5::text[], $6::jsonb[]) as made_up (record_id, outputs)
     ), planned as (
       insert into work (connection, object, record_id, enrichment, definition_hash, state, wanted_by, running_by,
         wanted_hash, running_hash, running_generation, vendor_at, due_at, answered_at, fingerprint, traceparent)
       select $1, $2, record_id, $3, $4, 'answered', '{${liveWanter}}', '{${liveWanter}}', 'h', 'h', 1, now(), now(), now(),
         fingerprint, $7
       from made_up
       returning id, fingerprint
     )
     insert into answer (fingerprint, state, work_id, enrichment, prompt_version, definition_hash, provider, model, outputs,
       answered_at)
     select fingerprint, 'answered', id, $3, 'practice', $4, 'practice', 'none', outputs, now()
     from planned join made_up using (fingerprint)`,
    [
      ...[connection, object, enrichment, definitionHash],
      answers.map(({ recordId }) => recordId),
      answers.map(({ outputs }) => storableJson(outputs)),
      newTraceparent(),
    ],
  );
}
