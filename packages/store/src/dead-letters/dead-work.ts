import { liveWanter, type Reason, type RecordRef } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { reasonColumns, reasonSql } from "../reasons.ts";
import { wantSql } from "../wanting.ts";

/** Where work died, exactly; its reason's code, or what has none. */
export interface DeadWorkScope {
  code: string;
  enrichment: string;
  connection: string;
  object: string;
}

export interface DeadWork {
  id: string;
  ref: RecordRef;
  reason: Reason;
}

const codeSql = "coalesce(reason_code, 'internal')";
const reasonOrInternal = `coalesce(${reasonSql("work")}, '{"code": "internal", "detail": null}')`;

/** Dead letters of one scope, in the order of their ids. */
export async function listDeadWork(
  db: Pick<Db, "query">,
  scope: DeadWorkScope,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<DeadWork[]> {
  const { code, enrichment, connection, object } = scope;
  return db.query(
    `select id, jsonb_build_object('connection', connection, 'object', object, 'id', record_id) as ref,
       ${reasonOrInternal} as reason
     from work where state = 'dead' and ${codeSql} = $1 and enrichment = $2 and connection = $3 and object = $4
       and id > $5 order by id limit $6`,
    [code, enrichment, connection, object, afterId, limit],
  );
}

/** Ends dead letters for good, with what the person said about it. Returns the ids of those that were still dead. */
export async function discardDeadWork(
  db: Db,
  ids: readonly string[],
  why: string,
): Promise<string[]> {
  const { reasonCode, reasonDetail } = reasonColumns({ code: "discarded", detail: { said: why } });
  const rows = await db.query<{ id: string }>(
    `update work set state = 'skipped', reason_code = $2, reason_detail = $3, died_under = null, settled_at = now()
     where id = any($1::bigint[]) and state = 'dead' returning id`,
    [ids, reasonCode, reasonDetail],
  );
  return rows.map(({ id }) => id);
}

/**
 * Wants dead letters again, for everyone who wanted them and for the replay. Returns the ids of those
 * that were still dead.
 */
export async function wantDeadAgain(
  db: Db,
  ids: readonly string[],
  replayId: string,
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `with again as (
       select connection, object, record_id, enrichment, wanted_hash as input_hash,
         array(select distinct unnest(case when wanted_by = '{}' then '{${liveWanter}}' else wanted_by end || $2::text) order by 1)
           as wanted_by,
         'ready' as state, null as reason_code, null::jsonb as reason_detail, now() as due_at, vendor_at, traceparent
       from work where id = any($1::bigint[]) and state = 'dead' for update
     )
     ${wantSql("again")}
     returning id`,
    [ids, replayId],
  );
  return rows.map(({ id }) => id);
}
