import type { ObjectName, Reason, RecordFilter } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

/** A read of what a filter matches in the CRM itself, by order. */
export interface SourceRead extends NewSourceRead {
  /** Waiting also between its pages; settling once all is published, until it is planned. */
  state: "waiting" | "settling" | "done" | "failed" | "cancelled";
  orderedAt: Date;
  /** How many there are, by the CRM's own count; null: it has not been asked yet. */
  count: SourceReadCount | null;
  pages: number;
  /** How many were read and published. */
  records: number;
  /** The last job by which its CRM read; null: it is read by calls. */
  job: SourceReadJob | null;
  /** Why it failed. */
  reason: Reason | null;
  endedAt: Date | null;
}

export interface SourceReadCount {
  count: number;
  is: "exact" | "at-least" | "at-most" | "about";
  why: string | null;
  /** The calls to the CRM that reading so many takes; null: not known. */
  calls?: SourceReadCalls | null | undefined;
}

export interface SourceReadCalls {
  atLeast: number;
  likely: number;
  atMost: number;
  /** By a job of the CRM's own. */
  byJob: boolean;
}

/** A job that the CRM itself makes of a read. */
export interface SourceReadJob {
  /** The CRM's own; null: it was not made. */
  id: string | null;
  /** `failed`: what is left is read by calls. `given-up`: its read has ended before the job was ready. */
  state: "preparing" | "reading" | "failed" | "given-up";
  /** Why it failed, or why the CRM did not abort it, in the CRM's words. */
  said: string | null;
}

export interface NewSourceRead {
  id: string;
  connection: string;
  object: ObjectName;
  filter: RecordFilter;
  /** What matches is counted, and not read. */
  countsOnly: boolean;
  orderedBy: string;
}

export async function orderSourceRead(tx: Db, read: NewSourceRead): Promise<void> {
  const { id, connection, object, filter, countsOnly, orderedBy } = read;
  await tx.query(
    `insert into source_read (id, connection, object, filter, counts_only, ordered_by) values ($1, $2, $3, $4, $5, $6)`,
    [id, connection, object, storableJson(filter), countsOnly, orderedBy],
  );
}

const readSql = `select id, connection, object, filter, counts_only as "countsOnly", ordered_by as "orderedBy", ordered_at as "orderedAt", state,
  count, pages, records, job, reason, ended_at as "endedAt" from source_read`;

/** The newest first. */
export async function listSourceReads(
  db: Pick<Db, "query">,
  ask: { limit: number; connection?: string | undefined; id?: string | undefined },
): Promise<SourceRead[]> {
  return db.query(
    `${readSql} where ($2::text is null or connection = $2) and ($3::text is null or id = $3)
     order by ordered_at desc, id desc limit $1`,
    [ask.limit, ask.connection ?? null, ask.id ?? null],
  );
}

/** A read that is under way, as whoever carries it on needs it. */
export interface ClaimedRead {
  id: string;
  object: ObjectName;
  filter: RecordFilter;
  state: "waiting" | "settling";
  /** Null: the CRM has not been asked yet. */
  count: SourceReadCount | null;
  countsOnly: boolean;
  pages: number;
  token: Readonly<Record<string, string | number | null>> | null;
  /** For how long all has been published. */
  settlingMs: number;
}

/** Claims the oldest that waits for one connection; what its reader does not end in time, another takes. */
export async function claimSourceRead(
  db: Pick<Db, "query">,
  { connection, leaseMs }: { connection: string; leaseMs: number },
): Promise<ClaimedRead | undefined> {
  const [claimed] = await db.query<ClaimedRead>(
    `update source_read set lease_until = now() + $2 * interval '1 millisecond'
     where id = (
       select id from source_read where connection = $1 and state in ('waiting', 'settling')
         and (lease_until is null or lease_until < now())
       order by ordered_at, id limit 1 for update skip locked)
     returning id, object, filter, counts_only as "countsOnly", state, count, pages, token,
       coalesce(extract(epoch from now() - settling_since) * 1000, 0)::float8 as "settlingMs"`,
    [connection, leaseMs],
  );
  return claimed;
}

/** Gives it back: it goes on whenever somebody looks again. */
export async function releaseSourceRead(db: Pick<Db, "query">, id: string): Promise<void> {
  await db.query("update source_read set lease_until = null where id = $1", [id]);
}

export async function keepSourceCount(
  db: Pick<Db, "query">,
  id: string,
  count: SourceReadCount,
): Promise<void> {
  await db.query("update source_read set count = $2 where id = $1", [id, storableJson(count)]);
}

export interface SourcePage {
  token: ClaimedRead["token"];
  records: number;
  /** Left out: as it was. */
  job?: SourceReadJob | undefined;
  /** It is not a page: the CRM has none ready, and is asked again after so long. */
  waitMs?: number | undefined;
}

/**
 * Keeps where reading goes on, once the log has acknowledged a page: null after the last one. Nothing
 * changes if another reader has done so, or a person has cancelled it; but a job that was made meanwhile is kept.
 */
export async function keepSourcePage(
  db: Pick<Db, "query">,
  { id, pages }: Pick<ClaimedRead, "id" | "pages">,
  { token, records, job, waitMs }: SourcePage,
): Promise<void> {
  const kept = await db.query(
    `update source_read set pages = pages + case when $6::float8 is null then 1 else 0 end, records = records + $4,
       token = $3, job = coalesce($5, job), lease_until = now() + $6::float8 * interval '1 millisecond',
       state = case when $3::jsonb is null then 'settling' else state end,
       settling_since = case when $3::jsonb is null then now() end
     where id = $1 and pages = $2 and state = 'waiting' returning 1`,
    [
      ...[id, pages, token === null ? null : storableJson(token), records],
      ...[job === undefined ? null : storableJson(job), waitMs ?? null],
    ],
  );
  if (kept.length > 0 || job?.state !== "preparing") return;
  await db.query(
    `update source_read set job = $2
     where id = $1 and state in ('cancelled', 'failed') and job ->> 'id' is distinct from $2::jsonb ->> 'id'`,
    [id, storableJson(job)],
  );
}

/** A job that its CRM prepares for a read that has ended within the hour. */
export interface LeftJob {
  read: string;
  job: string;
}

/** Claims one; whoever does not end in time leaves it to another. */
export async function claimLeftJob(
  db: Pick<Db, "query">,
  { connection, leaseMs }: { connection: string; leaseMs: number },
): Promise<LeftJob | undefined> {
  const [claimed] = await db.query<LeftJob>(
    `update source_read set lease_until = now() + $2 * interval '1 millisecond'
     where id = (
       select id from source_read where connection = $1 and state in ('cancelled', 'failed')
         and job ->> 'state' = 'preparing' and ended_at > now() - interval '1 hour'
         and (lease_until is null or lease_until < now())
       order by ended_at limit 1 for update skip locked)
     returning id as read, job ->> 'id' as job`,
    [connection, leaseMs],
  );
  return claimed;
}

/** `said`: why the CRM did not abort it; null: it did. */
export async function giveUpJob(
  db: Pick<Db, "query">,
  { read, job }: LeftJob,
  said: string | null,
): Promise<void> {
  await db.query(
    `update source_read set job = $3, lease_until = null where id = $1 and job ->> 'id' = $2`,
    [read, job, storableJson({ id: job, state: "given-up", said } satisfies SourceReadJob)],
  );
}

/** It has ended: all is planned, or why it could not be read. */
export async function endSourceRead(
  db: Pick<Db, "query">,
  id: string,
  reason: Reason | null,
): Promise<void> {
  await db.query(
    `update source_read set state = case when $2::jsonb is null then 'done' else 'failed' end, reason = $2,
       token = null, lease_until = null, ended_at = now()
     where id = $1 and state in ('waiting', 'settling')`,
    [id, reason === null ? null : storableJson(reason)],
  );
}

/** What it has not read yet is not read. False: it has ended before. */
export async function cancelSourceRead(tx: Db, id: string): Promise<boolean> {
  const rows = await tx.query(
    `update source_read set state = 'cancelled', token = null, lease_until = null, ended_at = now()
     where id = $1 and state in ('waiting', 'settling') returning 1`,
    [id],
  );
  return rows.length > 0;
}

/** Drops reads that ended 90 days ago or earlier, with their filters. Returns how many. */
export async function dropOldSourceReads(db: Db, limit: number): Promise<number> {
  const dropped = await db.query(
    `delete from source_read where id in (
       select id from source_read
       where state not in ('waiting', 'settling') and ended_at < now() - interval '90 days'
       order by ordered_at limit $1)
     returning 1`,
    [limit],
  );
  return dropped.length;
}
