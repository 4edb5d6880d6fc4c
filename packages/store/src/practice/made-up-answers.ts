import { type AnsweredOutputs, liveWanter, type ObjectName } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

export interface MadeUpAnswers {
  /** Of no connection that there is. */
  connection: string;
  object: ObjectName;
  enrichment: string;
  definitionHash: string;
  recordIds: readonly string[];
  /** What each of them says. */
  outputs: AnsweredOutputs;
}

/** Answers that are due to be written, of records that nobody has. For practice alone: see `practise`. */
export async function keepMadeUpAnswers(
  db: Db,
  { connection, object, enrichment, definitionHash, recordIds, outputs }: MadeUpAnswers,
): Promise<void> {
  await db.query(
    `with planned as (
       insert into work (connection, object, record_id, enrichment, definition_hash, state, wanted_by, running_by,
         wanted_hash, running_hash, running_generation, vendor_at, due_at, answered_at, fingerprint)
       select $1, $2, record_id, $3, $4, 'answered', '{${liveWanter}}', '{${liveWanter}}', 'h', 'h', 1, now(), now(), now(),
         $1 || '/' || record_id
       from unnest($5::text[]) as made_up (record_id)
       returning id, fingerprint
     )
     insert into answer (fingerprint, state, work_id, enrichment, prompt_version, definition_hash, provider, model, outputs,
       answered_at)
     select fingerprint, 'answered', id, $3, 'practice', $4, 'practice', 'none', $6::jsonb, now() from planned`,
    [connection, object, enrichment, definitionHash, recordIds, storableJson(outputs)],
  );
}
