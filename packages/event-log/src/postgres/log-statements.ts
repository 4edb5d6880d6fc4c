import type { Db } from "@fieldwork/store";
import { type DeadLetterRow, deadLetterColumns } from "../dead-letters.ts";
import type { EncodedEvent } from "../encode-events.ts";
import type { PartitionLease } from "../plan-assignment.ts";

export const logChannel = "log_published";

/** Makes a topic's partitions when it has none; returns how many it has. */
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

export interface Member {
  group: string;
  topic: string;
  member: string;
  leaseMs: number;
}

/** Joins a group, or stays in it; forgets members that are long gone. Returns those alive. */
export async function keepMember(
  db: Db,
  { group, topic, member, leaseMs }: Member,
): Promise<string[]> {
  const rows = await db.query<{ member: string }>(
    `with gone as (
       delete from log_member where consumer_group = $1 and topic = $2 and lease_until < now() - interval '1 minute'
     ), kept as (
       insert into log_member (consumer_group, topic, member, lease_until)
       values ($1, $2, $3, now() + $4 * interval '1 millisecond')
       on conflict (consumer_group, topic, member) do update set lease_until = excluded.lease_until
     ), renewed as (
       update log_position set lease_until = now() + $4 * interval '1 millisecond'
       where consumer_group = $1 and topic = $2 and owner = $3 and lease_until > now()
     )
     select member from log_member where consumer_group = $1 and topic = $2 and lease_until > now()`,
    [group, topic, member, leaseMs],
  );
  return rows.map((row) => row.member);
}

export async function leaveGroup(db: Db, { group, topic, member }: Member): Promise<void> {
  await db.query(
    `with left_positions as (
       update log_position set owner = null, lease_until = null
       where consumer_group = $1 and topic = $2 and owner = $3
     )
     delete from log_member where consumer_group = $1 and topic = $2 and member = $3`,
    [group, topic, member],
  );
}

export async function listLeases(
  db: Db,
  { group, topic }: Pick<Member, "group" | "topic">,
): Promise<PartitionLease[]> {
  return db.query<PartitionLease>(
    `select partition, owner, coalesce(lease_until < now(), true) as "isExpired"
     from log_partition left join (select * from log_position where consumer_group = $1) as mine
       using (topic, partition)
     where topic = $2 order by partition`,
    [group, topic],
  );
}

export interface OwnedPartition extends Position {
  generation: number;
}

/** Takes partitions that nobody holds by now; those that another took first are left out. */
export async function acquirePartitions(
  db: Db,
  { group, topic, member, leaseMs }: Member,
  partitions: readonly number[],
): Promise<OwnedPartition[]> {
  const rows = await db.query<{ partition: number; next_offset: string; generation: number }>(
    `insert into log_position (consumer_group, topic, partition, owner, generation, lease_until)
     select $1, $2, partition, $3, 1, now() + $4 * interval '1 millisecond'
     from unnest($5::int[]) as t (partition) order by partition
     on conflict (consumer_group, topic, partition) do update set
       owner = excluded.owner, generation = log_position.generation + 1, lease_until = excluded.lease_until
     where log_position.owner is null or log_position.lease_until < now()
     returning partition, next_offset, generation`,
    [group, topic, member, leaseMs, partitions],
  );
  return rows.map(({ partition, next_offset, generation }) => ({
    partition,
    generation,
    nextOffset: BigInt(next_offset),
  }));
}

export async function releasePartition(
  db: Db,
  { group, topic, member }: Member,
  { partition, generation }: OwnedPartition,
): Promise<void> {
  await db.query(
    `update log_position set owner = null, lease_until = null
     where consumer_group = $1 and topic = $2 and partition = $3 and owner = $4 and generation = $5`,
    [group, topic, partition, member, generation],
  );
}

/** Commits a finished prefix with its dead letters. False: the partition is another's by now. */
export async function commitPrefix(
  db: Db,
  { group, topic, member }: Member,
  {
    owned,
    nextOffset,
    deadLetters,
  }: {
    owned: OwnedPartition;
    nextOffset: bigint;
    deadLetters: readonly DeadLetterRow[];
  },
): Promise<boolean> {
  const rows = await db.query(
    `with committed as (
       update log_position set next_offset = $6
       where consumer_group = $1 and topic = $2 and partition = $3 and owner = $4 and generation = $5
       returning 1
     ), dead as (
       insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, traceparent,
         reason_code, reason_detail)
       select $1, $2, $3, t.*
       from unnest($7::bigint[], $8::text[], $9::jsonb[], $10::text[], $11::text[], $12::jsonb[])
         as t (log_offset, key, value, traceparent, reason_code, reason_detail), committed
       on conflict do nothing
     )
     select 1 from committed`,
    [
      group,
      topic,
      owned.partition,
      member,
      owned.generation,
      nextOffset.toString(),
      ...deadLetterColumns(deadLetters),
    ],
  );
  return rows.length === 1;
}

export async function countLag(db: Db, topic: string, group: string): Promise<number> {
  const [row] = await db.query<{ lag: number }>(
    `select coalesce(sum(log_partition.next_offset - coalesce(log_position.next_offset, 0)), 0)::float8 as lag
     from log_partition left join log_position
       on log_position.topic = log_partition.topic and log_position.partition = log_partition.partition
       and log_position.consumer_group = $2
     where log_partition.topic = $1`,
    [topic, group],
  );
  return row?.lag ?? 0;
}

/**
 * Drops up to `limit` events past their retention; an event that a known group has still to read
 * stays. Returns how many went.
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
