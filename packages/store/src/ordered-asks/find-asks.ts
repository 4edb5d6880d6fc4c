import type {
  AskedAnswer,
  AskedProblem,
  AskedPrompt,
  AskedUsage,
  FieldValues,
  RecordRef,
} from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import type { OptionsOfRecord } from "./record-options.ts";

/** An ask as it stands. */
export interface OrderedAsk {
  id: string;
  backfillId: string | null;
  ref: RecordRef;
  enrichment: string;
  definitionHash: string;
  state: "waiting" | "asking" | "answered" | "failed" | "cancelled";
  revision: number;
  prompt: AskedPrompt | null;
  partial: object | null;
  answer: AskedAnswer | null;
  usage: AskedUsage | null;
  problem: AskedProblem | null;
  /** Null while nobody has looked them up. */
  recordOptions: OptionsOfRecord | null;
}

/** As `OrderedAsk` has them. */
export const askColumns = `id, backfill_id as "backfillId", enrichment, definition_hash as "definitionHash", state, revision,
  jsonb_build_object('connection', connection, 'object', object, 'id', record_id) as ref,
  prompt, partial, answer, usage, problem, record_options as "recordOptions"`;

export async function findOrderedAsks(
  db: Pick<Db, "query">,
  ids: readonly string[],
): Promise<OrderedAsk[]> {
  return db.query(`select ${askColumns} from ordered_ask where id = any($1::uuid[])`, [ids]);
}

/** What stood in the output fields of records as they were last read; those that no read has brought are left out. */
export async function findLastOutputs(
  db: Pick<Db, "query">,
  { connection, object }: Pick<RecordRef, "connection" | "object">,
  ids: readonly string[],
): Promise<Map<string, FieldValues>> {
  const rows = await db.query<{ id: string; outputs: FieldValues }>(
    `select record_id as id, outputs from record
     where record_id = any($1) and connection = $2 and object = $3`,
    [ids, connection, object],
  );
  return new Map(rows.map(({ id, outputs }) => [id, outputs]));
}

const notTaken =
  "no enricher has taken it: look at npx fieldwork doctor whether one runs, and order it again";
const holderDied =
  "the enricher that asked has died: what it asked stays charged, and is not asked again by itself. Order it again";

/**
 * Ends what nobody carries on: asks whose holder has died, that nobody waits for, or that nobody took while
 * somebody waited. Never asks them again: whoever ordered may. Drops what has expired.
 */
export async function sweepOrderedAsks(db: Db, takenWithinMs: number): Promise<void> {
  await db.query(
    `with lapsed as (
       select id, case
           when state = 'asking' and lease_until < now() then 'lapsed'
           when state = 'waiting' and watched_until < now() then 'unwatched'
           else 'not-taken' end as why
       from ordered_ask
       where state = 'asking' and lease_until < now()
         or state = 'waiting' and purpose = 'preview' and ordered_at < now() - $1 * interval '1 millisecond'
         or state = 'waiting' and watched_until < now()
       for update skip locked
     )
     update ordered_ask set revision = revision + 1, partial = null, claim_token = null, lease_until = null,
         ended_at = now(), state = case why when 'unwatched' then 'cancelled' else 'failed' end,
         problem = case why
           when 'lapsed' then jsonb_build_object('code', 'lease_lost', 'detail', $2::text)
           when 'not-taken' then jsonb_build_object('code', 'backend_unavailable', 'detail', $3::text) end
     from lapsed where ordered_ask.id = lapsed.id`,
    [takenWithinMs, holderDied, notTaken],
  );
  await db.query("delete from ordered_ask where expires_at < now()");
  await db.query("delete from evaluation where expires_at < now()");
}
