import type { Db } from "@fieldwork/store";
import type { EncodedEvent } from "../encode-events.ts";

export const logChannel = "log_published";

/** Creates a topic's partitions if it has none; returns how many it has. */
export async function ensurePartitions(db: Db, topic: string, partitions: number): Promise<number> {
  await db.query(
    `insert into log_partition (topic, partition)
     select $1, generate_series(0, $2 - 1)
     where not exists (select 1 from log_partition where topic = $1)
     on conflict do nothing`,
    [topic, partitions],
  );
  const [row] = await db.query<{ count: number }>(
    "select count(*)::int as count from log_partition where topic = $1",
    [topic],
  );
  return row?.count ?? partitions;
}

export interface PlacedEvent extends EncodedEvent {
  partition: number;
}

/**
 * Appends events, those of a partition in the order given. Partitions are locked in one order, so
 * that publishers do not deadlock. One notification for all.
 */
export async function appendEvents(
  db: Db,
  topic: string,
  events: readonly PlacedEvent[],
): Promise<void> {
  await db.query(
    `with placed as (
       select partition, key, value, traceparent,
         row_number() over (partition by partition order by nr) - 1 as nth,
         count(*) over (partition by partition) as how_many
       from unnest($2::int[], $3::text[], $4::jsonb[], $5::text[]) with ordinality
         as t (partition, key, value, traceparent, nr)
     ), locked as (
       select partition, next_offset from log_partition
       where topic = $1 and partition in (select partition from placed)
       order by partition for update
     ), counted as (
       update log_partition set next_offset = log_partition.next_offset + placed.how_many
       from (select distinct partition, how_many from placed) as placed join locked using (partition)
       where log_partition.topic = $1 and log_partition.partition = placed.partition
       returning log_partition.partition, locked.next_offset as first_offset
     ), appended as (
       insert into log_event (topic, partition, log_offset, key, value, traceparent)
       select $1, placed.partition, counted.first_offset + placed.nth, placed.key, placed.value, placed.traceparent
       from placed join counted using (partition)
     )
     select pg_notify('${logChannel}', '')`,
    [
      topic,
      events.map(({ partition }) => partition),
      events.map(({ key }) => key),
      events.map(({ value }) => value),
      events.map(({ traceparent }) => traceparent),
    ],
  );
}

export interface FetchedEvent {
  partition: number;
  log_offset: string;
  key: string;
  value: unknown;
  traceparent: string | null;
  published_at: Date;
}

/** The next events of several partitions, up to `limit` of each, in one round trip. */
export async function fetchEvents(
  db: Db,
  topic: string,
  { positions, limit }: { positions: readonly Position[]; limit: number },
): Promise<FetchedEvent[]> {
  return db.query<FetchedEvent>(
    `select event.partition, event.log_offset, event.key, event.value, event.traceparent, event.published_at
     from unnest($2::int[], $3::bigint[]) as wanted (partition, log_offset)
     cross join lateral (
       select * from log_event
       where topic = $1 and partition = wanted.partition and log_offset >= wanted.log_offset
       order by log_offset limit $4
     ) as event
     order by event.partition, event.log_offset`,
    [
      topic,
      positions.map(({ partition }) => partition),
      positions.map(({ nextOffset }) => nextOffset.toString()),
      limit,
    ],
  );
}

export interface Position {
  partition: number;
  nextOffset: bigint;
}

/**
 * Deletes up to `limit` events past their retention, except those that a known group has yet to read.
 * Returns how many were deleted.
 */
export async function dropOldEvents(
  db: Db,
  { retentionDays, limit }: { retentionDays: number; limit: number },
): Promise<number> {
  const rows = await db.query(
    `delete from log_event where ctid = any(array(
       select log_event.ctid from log_event
       where published_at < now() - $1 * interval '1 day'
         and not exists (
           select 1 from log_position
           where log_position.topic = log_event.topic and log_position.partition = log_event.partition
             and log_position.next_offset <= log_event.log_offset)
       limit $2))
     returning 1`,
    [retentionDays, limit],
  );
  return rows.length;
}
