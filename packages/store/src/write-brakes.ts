import type { ObjectName, Reason } from "@fieldwork/contracts";
import { columns } from "./columns.ts";
import type { Db } from "./database.ts";
import { reasonColumns, reasonSql } from "./reasons.ts";
import { type EndedFilter, reasonMatches } from "./run-again.ts";

/** What failed for one record since a write was last accepted. */
export interface WriteSetback {
  /** Equal for failures with one cause. */
  signature: string;
  recordId: string;
  workId: string;
}

/** What the CRM's replies to the writes of one connection, object and enrichment have in common. */
export interface WriteBrake {
  enrichment: string;
  /** When a write was last accepted. */
  writtenAt: Date | null;
  setbacks: readonly WriteSetback[];
  /** While it is on, only a try is sent, and what is to be written waits in review as one group. */
  on: BrakeOn | null;
}

export interface BrakeOn {
  /** What all were refused for. */
  signature: string;
  /** Identifies the work that waits in review under it. */
  groupId: string;
  /** The group's reason, which is stored with its work. */
  reason: Reason;
  tries: number;
  /** When the next one may be tried. */
  nextTryAt: Date;
  /** The work that is let through. */
  tryWorkId: string | null;
}

export interface BrakeScope {
  connection: string;
  object: ObjectName;
}

interface BrakeRow extends Omit<WriteBrake, "on"> {
  signature: string | null;
  groupId: string | null;
  reason: Reason | null;
  tries: number;
  nextTryAt: Date | null;
  tryWorkId: string | null;
}

const selectBrakes = `select enrichment, written_at as "writtenAt", setbacks, signature, group_id as "groupId",
    ${reasonSql("write_brake")} as reason, tries, next_try_at as "nextTryAt", try_work_id as "tryWorkId"
  from write_brake where connection = $1 and object = $2`;

/** The brakes of one connection and object, on or off. */
export async function findBrakes(
  db: Db,
  { connection, object }: BrakeScope,
): Promise<WriteBrake[]> {
  return (await db.query<BrakeRow>(selectBrakes, [connection, object])).map(brakeFrom);
}

/**
 * The same, and nobody else changes them until the transaction ends. Those of `enrichments` that have none yet
 * get one: two batches that are the first of theirs must know of each other.
 */
export async function lockBrakes(
  tx: Db,
  { connection, object, enrichments }: BrakeScope & { enrichments: readonly string[] },
): Promise<WriteBrake[]> {
  const lock = async () => {
    const sql = `${selectBrakes} order by enrichment for update`;
    return (await tx.query<BrakeRow>(sql, [connection, object])).map(brakeFrom);
  };
  const brakes = await lock();
  const known = new Set(brakes.map(({ enrichment }) => enrichment));
  const missing = enrichments.filter((enrichment) => !known.has(enrichment));
  if (missing.length === 0) return brakes;
  await tx.query(
    `insert into write_brake (connection, object, enrichment)
     select $1, $2, enrichment from unnest($3::text[]) as enrichment order by enrichment
     on conflict do nothing`,
    [connection, object, missing],
  );
  return lock();
}

function brakeFrom({
  signature,
  groupId,
  reason,
  tries,
  nextTryAt,
  tryWorkId,
  ...brake
}: BrakeRow): WriteBrake {
  const isOn = signature !== null && groupId !== null && reason !== null && nextTryAt !== null;
  return {
    ...brake,
    on: isOn ? { signature, groupId, reason, tries, nextTryAt, tryWorkId } : null,
  };
}

/** A brake as it is from now on. */
export interface BrakeChange {
  enrichment: string;
  /** A write was accepted now. */
  isWritten: boolean;
  setbacks: readonly WriteSetback[];
  /** If `nextTryInMs` is null, the time of the next try stays. */
  on: (Omit<BrakeOn, "nextTryAt"> & { nextTryInMs: number | null }) | null;
}

export async function keepBrakes(
  tx: Db,
  { connection, object }: BrakeScope,
  changes: readonly BrakeChange[],
): Promise<void> {
  await tx.query(
    `with change as (
       select * from unnest($3::text[], $4::boolean[], $5::jsonb[], $6::text[], $7::uuid[], $8::text[],
         $9::jsonb[], $10::int[], $11::float8[], $12::bigint[])
         as t (enrichment, is_written, setbacks, signature, group_id, reason_code, reason_detail, tries,
           next_try_in_ms, try_work_id)
     )
     insert into write_brake as brake (connection, object, enrichment, written_at, setbacks, signature, group_id,
       reason_code, reason_detail, tries, next_try_at, try_work_id)
     select $1, $2, enrichment, case when is_written then now() end, setbacks, signature, group_id,
       reason_code, reason_detail, tries,
       now() + next_try_in_ms * interval '1 millisecond', try_work_id
     from change
     on conflict (connection, object, enrichment) do update set
       written_at = coalesce(excluded.written_at, brake.written_at), setbacks = excluded.setbacks,
       signature = excluded.signature, group_id = excluded.group_id, reason_code = excluded.reason_code,
       reason_detail = excluded.reason_detail, tries = excluded.tries,
       next_try_at = case when excluded.group_id is not null then coalesce(excluded.next_try_at, brake.next_try_at) end,
       try_work_id = excluded.try_work_id
     -- While all goes well, once a second is enough.
     where excluded.written_at is null or brake.group_id is not null or brake.setbacks <> '[]'
       or brake.written_at is null or brake.written_at < now() - interval '1 second'`,
    [
      connection,
      object,
      ...columns(
        changes.map(({ setbacks, on, ...change }) => ({
          ...change,
          setbacks: JSON.stringify(setbacks),
          signature: on?.signature ?? null,
          groupId: on?.groupId ?? null,
          ...reasonColumns(on?.reason ?? null),
          tries: on?.tries ?? 0,
          nextTryInMs: on?.nextTryInMs ?? null,
          tryWorkId: on?.tryWorkId ?? null,
        })),
        [
          "enrichment",
          "isWritten",
          "setbacks",
          "signature",
          "groupId",
          "reasonCode",
          "reasonDetail",
          "tries",
          "nextTryInMs",
          "tryWorkId",
        ],
      ),
    ],
  );
}

/**
 * For a person who has fixed the cause: releases the brakes that match, or lets one record through.
 * What waits in review must also be put back.
 */
export async function liftBrakes(db: Db, filter: EndedFilter): Promise<void> {
  const { connection, object, recordId, enrichment, reason } = filter;
  const matching = `brake.group_id is not null and ($1::text is null or brake.connection = $1)
    and ($2::text is null or brake.object = $2) and ($3::text is null or brake.enrichment = $3)`;
  const scope = [connection ?? null, object ?? null, enrichment ?? null];
  if (recordId === undefined) {
    await db.query(
      `delete from write_brake as brake where ${matching}
         and ${reasonMatches("brake", "$4", "$5")}`,
      [...scope, reason?.codes ?? null, reason?.said ?? null],
    );
    return;
  }
  await db.query(
    `update write_brake as brake set try_work_id = work.id from work
     where ${matching} and work.record_id = $4
       and (work.connection, work.object, work.enrichment) = (brake.connection, brake.object, brake.enrichment)`,
    [...scope, recordId],
  );
}
