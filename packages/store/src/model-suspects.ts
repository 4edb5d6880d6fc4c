import type { Db } from "./database.ts";

interface NamedModel {
  provider: string;
  model: string;
}

/** A record that a model failed or refused, without knowing whose fault it is. */
export interface Suspect extends NamedModel {
  signature: string;
  workId: string;
}

export interface Suspicion {
  /**
   * The number of different records with this signature since the model last answered anybody,
   * including this one.
   */
  records: number;
  /** The model has answered somebody since it first failed this record in this way. */
  answersOthers: boolean;
}

export async function noteSuspect(db: Db, suspect: Suspect): Promise<Suspicion> {
  const { provider, model, signature, workId } = suspect;
  const [row] = await db.query<Suspicion>(
    `with pulse as (
       select coalesce(max(answered_at), '-infinity') as at from model_pulse where provider = $1 and model = $2
     ), noted as (
       insert into model_suspect (provider, model, signature, work_id) values ($1, $2, $3, $4)
       on conflict (provider, model, signature, work_id)
         do update set last_at = now(), pending = model_suspect.pending + 1
       returning first_at
     )
     select noted.first_at < pulse.at as "answersOthers", 1 + (
         select count(*)::int from model_suspect
         where provider = $1 and model = $2 and signature = $3 and work_id <> $4 and last_at > pulse.at
       ) as records
     from noted, pulse`,
    [provider, model, signature, workId],
  );
  return row ?? { records: 1, answersOthers: false };
}

/**
 * Counts it against the record. False if the record was acquitted meanwhile, or if the model waits for
 * a check, which will show it.
 */
export async function countSuspect(db: Db, suspect: Suspect): Promise<boolean> {
  const { provider, model, signature, workId } = suspect;
  const rows = await db.query(
    `update model_suspect set counted = counted + pending, pending = 0
     where provider = $1 and model = $2 and signature = $3 and work_id = $4
       and not exists (
         select from lane where needs_check and name in ($1, $1 || '/' || $2)
       )
     returning 1`,
    [provider, model, signature, workId],
  );
  return rows.length === 1;
}

/** The model answered somebody at this time, as far as the process `holder` knows. */
export async function notePulse(
  db: Db,
  { provider, model, holder }: NamedModel & { holder: string },
): Promise<void> {
  await db.query(
    `insert into model_pulse (provider, model, holder, answered_at) values ($1, $2, $3, now())
     on conflict (provider, model, holder) do update set answered_at = now()`,
    [provider, model, holder],
  );
}

/**
 * The model accepts what it is sent: what it refused meanwhile is counted against those records, once
 * each, if it was not yet.
 */
export async function blameSuspects(db: Db, { provider, model }: NamedModel): Promise<void> {
  await db.query(
    `with blamed as (
       update model_suspect set counted = counted + pending, pending = 0
       where provider = $1 and model = $2 and pending > 0
       returning work_id
     )
     update work set failures = failures + 1 where id in (select work_id from blamed) and state = 'ready'`,
    [provider, model],
  );
}

/**
 * The model refuses whatever it is sent: nothing counts against the records that met it, and those that
 * were given up because of it are wanted again, unless whoever wanted them has stopped. Returns how
 * many were given up.
 */
export async function acquitSuspects(db: Db, { provider, model }: NamedModel): Promise<number> {
  const rows = await db.query<{ revived: number }>(
    `with acquitted as (
       delete from model_suspect where provider = $1 and model = $2 returning work_id, counted, first_at
     ), summed as (
       select work_id, sum(counted) as counted, min(first_at) as first_at from acquitted group by work_id
     ), changed as (
       update work set
         -- What is being given back just now is counted in a moment.
         failures = case when work.state = 'asking' then work.failures - summed.counted
           else greatest(0, work.failures - summed.counted) end,
         state = case when work.state = 'dead' then 'ready' else work.state end,
         due_at = case when work.state = 'dead' then now() else work.due_at end,
         settled_at = case when work.state = 'dead' then null else work.settled_at end
       from summed, work as old
       where work.id = summed.work_id and old.id = work.id
         and (work.state in ('ready', 'asking') or (work.state = 'dead' and work.wanted_by <> '{}' and work.settled_at >= summed.first_at))
       returning old.state as was
     )
     select count(*) filter (where was = 'dead')::int as revived from changed`,
    [provider, model],
  );
  return rows[0]?.revived ?? 0;
}
