import type { Reason } from "@fieldwork/contracts";
import { type Claim, isClaimedSql, type WriteRelease } from "./claim.ts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { reasonColumns } from "./reasons.ts";
import { wantersOnRelease } from "./wanting.ts";
import { stoodIfOvertakenSql } from "./what-stood.ts";

/**
 * Puts answers back to be written later. An answer that waits for a hidden field makes way as soon as a
 * newer generation is wanted.
 */
export async function releaseWrites(db: Db, releases: readonly WriteRelease[]): Promise<void> {
  await db.query(
    `with back as (
       select * from unnest($1::bigint[], $2::uuid[], $3::float8[], $4::text[], $5::jsonb[],
         $6::boolean[], $7::text[], $8::int[], $9::int[])
         as t (id, token, due_in_ms, reason_code, reason_detail, is_failure, rest_kind, rests, doubt)
     ), waiting as (
       update work set state = 'answered', claim_token = null, lease_until = null,
         reason_code = back.reason_code, reason_detail = back.reason_detail,
         due_at = now() + back.due_in_ms * interval '1 millisecond',
         failures = failures + back.is_failure::int,
         rest_kind = back.rest_kind, rests = back.rests, doubt = back.doubt,
         rests_since = case when work.rest_kind is distinct from back.rest_kind then now() else rests_since end
       from back
       where ${isClaimedSql("work", "back", "writing")}
         and not (back.rest_kind is not distinct from 'hidden' and wanted_generation > running_generation)
     )
     update work set state = 'ready', claim_token = null, lease_until = null,
       wanted_by = ${wantersOnRelease},
       reason_code = back.reason_code, reason_detail = back.reason_detail, due_at = now(), failures = 0, rest_kind = null, rests = 0, doubt = 0
     from back
     where ${isClaimedSql("work", "back", "writing")}
       and back.rest_kind = 'hidden' and wanted_generation > running_generation`,
    columns(
      releases.map(({ rest, ...release }) => ({
        ...{ ...release, ...rest },
        ...reasonColumns(release.reason),
      })),
      [
        ...(["workId", "token", "dueInMs", "reasonCode", "reasonDetail"] as const),
        ...(["isFailure", "kind", "rests", "doubt"] as const),
      ],
    ),
  );
}

export interface WriteEnd extends Claim {
  state: "written" | "previewed" | "skipped" | "review" | "dead";
  reason: Reason | null;
  /** Of a review that waits with others under a brake. */
  groupId?: string | undefined;
}

/**
 * Ends written work; where a newer generation is wanted by now the row is `ready` again. Returns the
 * ids whose claim was still held: only these are announced.
 */
export async function endWrites(db: Db, ends: readonly WriteEnd[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `update work set
       state = case when wanted_generation > running_generation then 'ready' else ended.state end,
       stood = ${stoodIfOvertakenSql()},
       settled_hash = case when ended.state = 'dead' then settled_hash else running_hash end,
       reason_code = ended.reason_code, reason_detail = ended.reason_detail, group_id = ended.group_id,
       claim_token = null, lease_until = null, failures = 0,
       rest_kind = null, rests = 0, doubt = 0, due_at = now(), settled_at = now()
     from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::uuid[])
       as ended (id, token, state, reason_code, reason_detail, group_id)
     where ${isClaimedSql("work", "ended", "writing")}
     returning work.id`,
    columns(
      ends.map(({ reason, groupId, ...end }) => ({
        ...{ ...end, ...reasonColumns(reason) },
        groupId: groupId ?? null,
      })),
      ["workId", "token", "state", "reasonCode", "reasonDetail", "groupId"],
    ),
  );
  return rows.map(({ id }) => id);
}

/** Lets what was only previewed be written. Returns how many answers. */
export async function approvePreviews(db: Db): Promise<number> {
  const rows = await db.query(
    `update work set state = 'answered', due_at = now(), settled_at = null
     where state = 'previewed' returning 1`,
  );
  return rows.length;
}
