import type { AnsweredOutputs, ObjectName } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import type { Claim } from "./work-asking.ts";

export interface ClaimedWrite extends Claim {
  generation: number;
  recordId: string;
  enrichment: string;
  fingerprint: string;
  outputs: AnsweredOutputs;
  failures: number;
  traceparent: string | null;
}

/** Connections and objects with answers that are due to be written. */
export async function listDueWrites(
  db: Db,
): Promise<{ connection: string; object: ObjectName; count: number }[]> {
  return db.query(
    `select connection, object, count(*)::int as count from work
     where state = 'answered' and due_at <= now() group by connection, object`,
  );
}

/** When the next answer that rests falls due; undefined when none waits. */
export async function nextDueWriteMs(db: Db): Promise<number | undefined> {
  const rows = await db.query<{ ms: number | null }>(
    `select greatest(0, extract(epoch from min(due_at) - now()) * 1000)::float8 as ms
     from work where state = 'answered'`,
  );
  return rows[0]?.ms ?? undefined;
}

/** Claims answers of one connection and object, in the order they fell due. */
export async function claimWrites(
  db: Db,
  ask: { connection: string; object: ObjectName; limit: number; token: string; leaseMs: number },
): Promise<ClaimedWrite[]> {
  return db.query<ClaimedWrite>(
    `with next as (
       select id from work
       where state = 'answered' and connection = $1 and object = $2 and due_at <= now()
       order by due_at, id limit $3 for update skip locked
     )
     update work set state = 'writing', claim_token = $4, lease_until = now() + $5 * interval '1 millisecond'
     from next, answer
     where work.id = next.id and answer.fingerprint = work.fingerprint
     returning work.id as "workId", work.claim_token as token, work.running_generation as generation,
       work.record_id as "recordId", work.enrichment, work.fingerprint, answer.outputs, work.failures,
       work.traceparent`,
    [ask.connection, ask.object, ask.limit, ask.token, ask.leaseMs],
  );
}

export interface WriteRelease extends Claim {
  dueInMs: number;
  reason: string;
  isFailure: boolean;
}

/** Puts answers back to be written later. */
export async function releaseWrites(db: Db, releases: readonly WriteRelease[]): Promise<void> {
  await db.query(
    `update work set state = 'answered', claim_token = null, lease_until = null,
       due_at = now() + back.due_in_ms * interval '1 millisecond', reason = back.reason,
       failures = failures + back.is_failure::int
     from unnest($1::bigint[], $2::uuid[], $3::float8[], $4::text[], $5::boolean[])
       as back (id, token, due_in_ms, reason, is_failure)
     where work.id = back.id and work.claim_token = back.token and work.state = 'writing'`,
    columns(releases, ["workId", "token", "dueInMs", "reason", "isFailure"]),
  );
}

export interface WriteEnd extends Claim {
  state: "written" | "skipped" | "review" | "dead";
  reason: string | null;
}

/**
 * Ends written work; where a newer generation is wanted by now the row is `ready` again. Returns the
 * ids whose claim was still held: only these are announced.
 */
export async function endWrites(db: Db, ends: readonly WriteEnd[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `update work set
       state = case when wanted_hash <> running_hash then 'ready' else ended.state end,
       settled_hash = case when ended.state = 'dead' then settled_hash else running_hash end,
       reason = ended.reason, claim_token = null, lease_until = null, failures = 0,
       due_at = now(), settled_at = now()
     from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[]) as ended (id, token, state, reason)
     where work.id = ended.id and work.claim_token = ended.token and work.state = 'writing'
     returning work.id`,
    columns(ends, ["workId", "token", "state", "reason"]),
  );
  return rows.map(({ id }) => id);
}

/** Lets answers that wait in review for this reason be written. Returns how many. */
export async function approveReviews(db: Db, reason: string): Promise<number> {
  const rows = await db.query(
    `update work set state = 'answered', due_at = now(), settled_at = null
     where state = 'review' and reason = $1 returning 1`,
    [reason],
  );
  return rows.length;
}
