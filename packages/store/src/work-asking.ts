import type {
  FieldValues,
  Reason,
  RecordRef,
  WakeUp,
  Wanter,
  WorkClass,
} from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { currentAnswerSql } from "./answers.ts";
import { type Claim, isClaimedSql, isInStateSql } from "./claim.ts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { heldDetailSql, isHeldSql } from "./holds/hold-sql.ts";
import { reasonColumns } from "./reasons.ts";
import { isUnwantedOnRelease, wantersOnRelease } from "./wanting.ts";
import { stoodIfOvertakenSql, unwantedSql } from "./what-stood.ts";

export interface ClaimedAsk extends Claim {
  generation: number;
  ref: RecordRef;
  enrichment: string;
  /** The definition it is asked under; null if nobody defines the enrichment. */
  definitionHash: string | null;
  class: WorkClass;
  /** Whom it serves, as of the claim. */
  wantedBy: readonly Wanter[];
  lane: string;
  failures: number;
  traceparent: string | null;
  wantedAt: Date;
  /** The record's newest named fields; `generation` stands for exactly these. */
  fields: FieldValues;
  deleted: boolean;
}

export interface AskClaims {
  asks: readonly (WakeUp & Claim)[];
  leaseMs: number;
  /** By enrichment, the hash of the definition that is asked now. */
  definitions: Readonly<Record<string, string>>;
}

/**
 * Claims what the wake-ups name, if it still waits for exactly them and its lane is open; what is not
 * returned must not be touched. What a person holds goes back to wait, with that reason. The lease must
 * be renewed within `leaseMs`.
 */
export async function claimAsks(
  db: Db,
  { asks, leaseMs, definitions }: AskClaims,
): Promise<ClaimedAsk[]> {
  const rows = await db.query<ClaimedAskRow>(
    `with held as (
       update work set state = 'ready', lane = null, due_at = now(), reason_code = 'held',
         reason_detail = ${heldDetailSql("work")}
       from unnest($1::bigint[], $2::int[]) as woken (id, generation)
       where work.id = woken.id and work.wanted_generation = woken.generation
         and ${isInStateSql("work", "dispatched")}
         and ${isHeldSql("work")}
       returning work.id
     )
     update work set state = 'asking', claim_token = woken.token, lease_until = now() + $4 * interval '1 millisecond',
       running_generation = wanted_generation, running_hash = wanted_hash, running_by = wanted_by, stopped_by = null,
       reused = false,
       -- One that was released since this process looked is not unknown.
       definition_hash = coalesce($5::jsonb ->> work.enrichment,
         (select hash from definition where name = work.enrichment and is_current))
     from unnest($1::bigint[], $2::int[], $3::uuid[]) as woken (id, generation, token), record
     where work.id = woken.id and work.wanted_generation = woken.generation
         and ${isInStateSql("work", "dispatched")}
       and (record.connection, record.object, record.record_id) = (work.connection, work.object, work.record_id)
       and not exists (
         select 1 from lane where name = work.lane and (closed_until > now() or needs_check))
       and not exists (select from held where held.id = work.id)
     returning work.id, work.running_generation as generation, work.connection, work.object, work.record_id,
       work.enrichment, work.definition_hash as "definitionHash", work.class, work.running_by as "wantedBy", work.lane,
       work.failures, work.traceparent, work.wanted_at as "wantedAt", work.claim_token as token,
       record.fields, record.deleted`,
    [...columns(asks, ["workId", "generation", "token"]), leaseMs, storableJson(definitions)],
  );
  return rows.map(({ id, connection, object, record_id, ...row }) => ({
    ...row,
    workId: id,
    ref: { connection, object, id: record_id },
  }));
}

interface ClaimedAskRow extends Omit<ClaimedAsk, "workId" | "ref"> {
  id: string;
  connection: string;
  object: RecordRef["object"];
  record_id: string;
}

/** A claim that is being kept. */
export interface StandingClaim extends Claim {
  /** The answer that it has the right to pay for; null if none. */
  fingerprint: string | null;
}

/** Renews claims of either kind; returns the ids that are still held. */
export async function renewClaims(
  db: Db,
  { claims, leaseMs }: { claims: readonly StandingClaim[]; leaseMs: number },
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `with held as (
       update work set lease_until = now() + $3 * interval '1 millisecond'
       from unnest($1::bigint[], $2::uuid[]) as held (id, token)
       where work.id = held.id and work.claim_token = held.token and work.state in ('asking', 'writing')
       returning work.id
     ), orders as (
       update write_order set lease_until = now() + $3 * interval '1 millisecond'
       from unnest($1::bigint[], $2::uuid[]) as held (id, token)
       where write_order.id = held.id and write_order.claim_token = held.token and write_order.state = 'writing'
       returning write_order.id
     ), calls as (
       update answer set lease_until = now() + $3 * interval '1 millisecond'
       where answer.state = 'asking' and answer.token = any($2::uuid[]) and answer.id = any(array(
         select current.id from unnest($2::uuid[], $4::text[]) as held (token, fingerprint)
         cross join ${currentAnswerSql("held.fingerprint")} where current.token = held.token))
     )
     select id from held union all select id from orders`,
    [
      ...columns(claims, ["workId", "token"]),
      leaseMs,
      claims.map(({ fingerprint }) => fingerprint),
    ],
  );
  return rows.map(({ id }) => id);
}

/** How a claimed row goes back to wait: not as a failure unless it says so. */
export interface Release extends Claim {
  /** Not before this many milliseconds from now; infinite: not before something newer is wanted. */
  dueInMs: number;
  reason: Reason | null;
  /** The fingerprint that is under way elsewhere. */
  waitsFor: string | null;
  isFailure: boolean;
}

/** What nobody wants any longer ends instead. */
export async function releaseAsks(db: Db, releases: readonly Release[]): Promise<void> {
  await db.query(
    `update work set claim_token = null, lease_until = null, lane = null,
       ${unwantedSql(isUnwantedOnRelease, {
         ...{ state: "'ready'", wanted_by: wantersOnRelease },
         ...{ reason_code: "back.reason_code", reason_detail: "back.reason_detail" },
         due_at: `case
           when back.due_in_ms < 'infinity' then now() + back.due_in_ms * interval '1 millisecond'
           when wanted_generation > running_generation then now()
           else 'infinity' end`,
       })},
       waits_for = back.waits_for, failures = failures + back.is_failure::int
     from unnest($1::bigint[], $2::uuid[], $3::float8[], $4::text[], $5::jsonb[], $6::text[], $7::boolean[])
       as back (id, token, due_in_ms, reason_code, reason_detail, waits_for, is_failure)
     where ${isClaimedSql("work", "back", "asking")}`,
    columns(
      releases.map((release) => ({ ...release, ...reasonColumns(release.reason) })),
      ["workId", "token", "dueInMs", "reasonCode", "reasonDetail", "waitsFor", "isFailure"],
    ),
  );
}

/** A claimed row that ends without an answer. */
export interface AskEnd extends Claim {
  state: "skipped" | "dead";
  reason: Reason;
  /** Names the definition and the settings that a dead letter died under. */
  under?: string | undefined;
}

/** Ends rows for good, unless a newer generation is wanted by now: then the row is `ready` again. */
export async function endAsks(db: Db, ends: readonly AskEnd[]): Promise<void> {
  await db.query(
    `update work set
       state = case when wanted_generation > running_generation then 'ready' else ended.state end,
       stood = ${stoodIfOvertakenSql("ended.under")},
       settled_hash = case when ended.state = 'dead' then settled_hash else running_hash end,
       reason_code = ended.reason_code, reason_detail = ended.reason_detail, died_under = ended.under,
       claim_token = null, lease_until = null, lane = null, due_at = now(), settled_at = now()
     from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[])
       as ended (id, token, state, reason_code, reason_detail, under)
     where ${isClaimedSql("work", "ended", "asking")}`,
    columns(
      ends.map((end) => ({ ...end, ...reasonColumns(end.reason), under: end.under ?? null })),
      ["workId", "token", "state", "reasonCode", "reasonDetail", "under"],
    ),
  );
}
