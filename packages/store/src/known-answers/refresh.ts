import { storableJson } from "@fieldwork/runtime";
import type { AnswerClaim, PaidAnswer } from "../answers.ts";
import type { Db } from "../database.ts";

export interface RefreshClaim extends Pick<AnswerClaim, "fingerprint" | "token"> {
  /** What was answered since then is new enough. */
  answeredBefore: Date;
  leaseMs: number;
}

/**
 * The exclusive right to pay for an answer in place of one that is too old. Until there is one, the old one
 * stays current. False: somebody else has that right, or the answer is new enough by now.
 */
export async function claimRefresh(
  db: Db,
  { fingerprint, token, answeredBefore, leaseMs }: RefreshClaim,
): Promise<boolean> {
  const granted = await db.query(
    `update answer set token = $2, lease_until = now() + $4 * interval '1 millisecond'
     where fingerprint = $1 and replaced_at is null and state = 'answered' and answered_at < $3
       and (lease_until is null or lease_until < now())
     returning id`,
    [fingerprint, token, answeredBefore, leaseMs],
  );
  return granted.length > 0;
}

/** Gives that right up: the old answer stays current. */
export async function releaseRefresh(
  db: Db,
  { fingerprint, token }: Pick<AnswerClaim, "fingerprint" | "token">,
): Promise<void> {
  await db.query(
    `update answer set token = null, lease_until = null
     where fingerprint = $1 and replaced_at is null and state = 'answered' and token = $2`,
    [fingerprint, token],
  );
}

/** Makes a new answer the current one; the old one stays, for whatever names it. */
export async function replaceAnswer(
  db: Db,
  { token, ...paid }: PaidAnswer & Pick<AnswerClaim, "token">,
): Promise<void> {
  await db.query(
    `with old as (
       update answer set replaced_at = now(), token = null, lease_until = null
       where fingerprint = $1 and replaced_at is null and state = 'answered' and token = $2
       returning fingerprint
     )
     insert into answer (fingerprint, state, work_id, enrichment, prompt_version, definition_hash, provider, model,
       outputs, cost_nano_usd, answered_at)
     select fingerprint, 'answered', $3, $4, $5, $6, $7, $8, $9, $10, now() from old`,
    [
      ...[paid.fingerprint, token, paid.workId, paid.enrichment, paid.promptVersion],
      ...[paid.definitionHash, paid.provider, paid.model],
      ...[storableJson(paid.outputs), paid.costNanoUsd.toString()],
    ],
  );
}
