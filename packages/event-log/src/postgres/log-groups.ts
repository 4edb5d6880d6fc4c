import type { Db } from "@fieldwork/store";
import { type DeadLetterRow, deadLetterColumns } from "../dead-letters.ts";
import type { PartitionLease } from "../plan-assignment.ts";
import type { Position } from "./log-events.ts";

export interface Member {
  group: string;
  topic: string;
  member: string;
  leaseMs: number;
}

/** Joins a group, or stays in it, and removes members that are long gone. Returns the live members. */
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

/** Takes partitions that nobody holds now; those that another member took first are left out. */
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

/** Commits a finished prefix with its dead letters. False if another member holds the partition by now. */
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
