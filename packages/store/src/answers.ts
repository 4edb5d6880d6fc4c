import type { AnsweredOutputs } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import { type AnnouncedRow, type Announcement, toAnnouncement } from "./announcements.ts";
import { type Claim, isClaimedSql } from "./claim.ts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";

/** The exclusive right to pay for one fingerprint. */
export interface AnswerClaim {
  fingerprint: string;
  token: string;
  workId: string;
  enrichment: string;
  promptVersion: string;
  definitionHash: string;
}

export type AnswerClaimResult =
  /** Granted, with the paid answer, if any, that the previous caller could not have repaired. */
  | { kind: "claimed"; turn: unknown }
  /** Another process holds it; wait for it. */
  | { kind: "busy" }
  | { kind: "known"; answeredAt: Date; costNanoUsd: bigint };

/**
 * One result for each claim, in order. Of several claims for one fingerprint, at most one is granted
 * while its lease is valid.
 */
export async function claimAnswers(
  db: Db,
  { claims, leaseMs }: { claims: readonly AnswerClaim[]; leaseMs: number },
): Promise<AnswerClaimResult[]> {
  const first = firstByFingerprint(claims);
  const rows = await db.query<{
    fingerprint: string;
    state: string;
    token: string | null;
    turn: unknown;
    answeredAt: Date | null;
    cost: string | null;
  }>(
    `with asked as (
       select * from unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[])
         as t (fingerprint, token, work_id, enrichment, prompt_version, definition_hash)
     ), granted as (
       insert into answer (fingerprint, state, token, work_id, enrichment, prompt_version, definition_hash,
         lease_until)
       select fingerprint, 'asking', token, work_id, enrichment, prompt_version, definition_hash,
         now() + $7 * interval '1 millisecond'
       from asked order by fingerprint
       on conflict (fingerprint) where replaced_at is null do update set
         token = excluded.token, work_id = excluded.work_id, lease_until = excluded.lease_until,
         definition_hash = excluded.definition_hash
       where answer.state = 'asking' and (answer.lease_until is null or answer.lease_until < now())
       returning fingerprint, state, token, turn
     )
     select fingerprint, state, token, turn, null as "answeredAt", null as cost from granted
     union all
     select current.fingerprint, current.state, null, null, current.answered_at, current.cost_nano_usd::text
     from asked cross join ${currentAnswerSql("asked.fingerprint")}
     where not exists (select from granted where granted.fingerprint = current.fingerprint)`,
    [
      ...columns(first, [
        ...(["fingerprint", "token", "workId", "enrichment"] as const),
        ...(["promptVersion", "definitionHash"] as const),
      ]),
      leaseMs,
    ],
  );
  const found = new Map(rows.map((row) => [row.fingerprint, row]));
  return claims.map((claim) => {
    const row = found.get(claim.fingerprint);
    if (row?.state === "answered" && row.answeredAt !== null) {
      return { kind: "known", answeredAt: row.answeredAt, costNanoUsd: BigInt(row.cost ?? 0) };
    }
    return row?.token === claim.token ? { kind: "claimed", turn: row.turn } : { kind: "busy" };
  });
}

/**
 * The current answer to a question, for a join. A look-up for each: to a session that planned while the
 * table was empty, to read all that are current looks no dearer.
 */
export function currentAnswerSql(fingerprint: string): string {
  return `lateral (
    select * from answer where answer.fingerprint = ${fingerprint} and replaced_at is null limit 1
  ) as current`;
}

export interface AnswerRelease extends Pick<AnswerClaim, "fingerprint" | "token"> {
  /** A paid answer that still has to be repaired, for the next caller; null if there is none. */
  turn: object | null;
}

/** Gives up the right to pay, so that the next caller may ask at once. */
export async function releaseAnswers(db: Db, claims: readonly AnswerRelease[]): Promise<void> {
  await db.query(
    `with mine as (
       select current.id, t.token, t.turn from unnest($1::text[], $2::uuid[], $3::jsonb[]) as t (fingerprint, token, turn)
       cross join ${currentAnswerSql("t.fingerprint")}
     ), kept as (
       update answer set turn = mine.turn, token = null, lease_until = null from mine
       where answer.id = mine.id and answer.token = mine.token and answer.state = 'asking' and mine.turn is not null
     )
     delete from answer using mine
     where answer.id = mine.id and answer.token = mine.token and answer.state = 'asking' and mine.turn is null`,
    columns(
      claims.map((one) => ({ ...one, turn: one.turn && storableJson(one.turn) })),
      ["fingerprint", "token", "turn"],
    ),
  );
}

export interface PaidAnswer {
  fingerprint: string;
  workId: string;
  enrichment: string;
  promptVersion: string;
  definitionHash: string;
  provider: string;
  model: string;
  outputs: AnsweredOutputs;
  costNanoUsd: bigint;
}

export interface KeptAnswer extends Claim {
  fingerprint: string;
  /** Null: the answer was known. */
  paid: PaidAnswer | null;
}

/**
 * Stores answers, the first one for a fingerprint as the current one, and moves the claimed rows on to
 * `answered`. A row whose claim is lost stays as it is, but its paid answer is stored. Returns what is
 * now to be announced.
 */
export async function keepAnswers(db: Db, kept: readonly KeptAnswer[]): Promise<Announcement[]> {
  const paid = kept.flatMap((one) => (one.paid ? [one.paid] : []));
  const unique = firstByFingerprint(paid);
  const rows = await db.query<AnnouncedRow>(
    `with stored as (
       insert into answer (fingerprint, state, work_id, enrichment, prompt_version, definition_hash,
         provider, model, outputs, cost_nano_usd, answered_at)
       select fingerprint, 'answered', work_id, enrichment, prompt_version, definition_hash,
         provider, model, outputs, cost_nano_usd, now()
       from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
           $8::jsonb[], $9::bigint[])
         as new (fingerprint, work_id, enrichment, prompt_version, definition_hash, provider, model, outputs,
           cost_nano_usd)
       on conflict (fingerprint) where replaced_at is null do update set state = 'answered', work_id = excluded.work_id,
         definition_hash = excluded.definition_hash, provider = excluded.provider,
         model = excluded.model, outputs = excluded.outputs, cost_nano_usd = excluded.cost_nano_usd,
         answered_at = now(), token = null, lease_until = null, turn = null
       where answer.state = 'asking'
     )
     update work set state = 'answered', fingerprint = kept.fingerprint, reused = kept.reused, failures = 0,
       claim_token = null, lease_until = null, lane = null, reason_code = null, reason_detail = null,
       waits_for = null, stood = null,
       answered_at = now(), due_at = now(), announced_at = null
     from unnest($10::bigint[], $11::uuid[], $12::text[], $13::boolean[]) as kept (id, token, fingerprint, reused)
     where ${isClaimedSql("work", "kept", "asking")}
     returning work.id, work.connection, work.object, work.record_id,
       work.running_generation as generation, work.enrichment, work.fingerprint, work.traceparent`,
    [
      ...columns(
        unique.map((one) => ({
          ...one,
          outputs: storableJson(one.outputs),
          costNanoUsd: one.costNanoUsd.toString(),
        })),
        [
          "fingerprint",
          "workId",
          "enrichment",
          "promptVersion",
          "definitionHash",
          "provider",
          "model",
          "outputs",
          "costNanoUsd",
        ],
      ),
      ...columns(
        kept.map((one) => ({ ...one, reused: one.paid === null })),
        ["workId", "token", "fingerprint", "reused"],
      ),
    ],
  );
  return rows.map(toAnnouncement);
}

/** One statement cannot touch a row twice: of equal fingerprints only the first counts. */
function firstByFingerprint<T extends { fingerprint: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.toReversed().map((row) => [row.fingerprint, row])).values()];
}
