import { AppError, isItemsOwn, storableJson, storableText } from "@fieldwork/runtime";
import { columns, type Db } from "@fieldwork/store";

/** An event that cannot go on, whatever it holds, and why. */
export interface DeadLetter {
  key: string;
  value: unknown;
  traceparent?: string | null | undefined;
  reason: string;
}

/** One that is in the log. */
export interface DeadLetterRow extends DeadLetter {
  offset: bigint;
}

/** Where it is, and which group could not handle it. */
export interface DeadLetterPlace {
  group: string;
  topic: string;
  partition: number;
}

/** Keeps events that a group will not see again. One that is kept already stays as it is. */
export async function keepDeadLetters(
  db: Db,
  { group, topic, partition }: DeadLetterPlace,
  deadLetters: readonly DeadLetterRow[],
): Promise<void> {
  await db.query(
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, traceparent, error)
     select $1, $2, $3, t.* from unnest($4::bigint[], $5::text[], $6::jsonb[], $7::text[], $8::text[])
       as t (log_offset, key, value, traceparent, error)
     on conflict do nothing`,
    [group, topic, partition, ...deadLetterColumns(deadLetters)],
  );
}

/** The columns of `unnest` that hold them: offset, key, value, traceparent, reason. */
export function deadLetterColumns(deadLetters: readonly DeadLetterRow[]): unknown[][] {
  return columns(
    deadLetters.map((letter) => ({ ...rendered(letter), offset: letter.offset.toString() })),
    ["offset", "key", "value", "traceparent", "reason"],
  );
}

/** Keeps events that were not published; of those with one key the last. */
export async function keepUnpublished(
  db: Db,
  topic: string,
  deadLetters: readonly DeadLetter[],
): Promise<void> {
  const lastByKey = new Map(deadLetters.map(rendered).map((letter) => [letter.key, letter]));
  await db.query(
    `insert into log_dead_letter (topic, key, value, traceparent, error)
     select $1, t.* from unnest($2::text[], $3::jsonb[], $4::text[], $5::text[])
       as t (key, value, traceparent, error)
     on conflict (topic, key) where log_offset is null do update set
       value = excluded.value, traceparent = excluded.traceparent, error = excluded.error, failed_at = now()`,
    [topic, ...columns([...lastByKey.values()], ["key", "value", "traceparent", "reason"])],
  );
}

/** A dead letter as whoever asks about a record sees it. */
export interface KeptDeadLetter {
  key: string;
  topic: string;
  /** Null: it was not published. */
  group: string | null;
  reason: string;
  failedAt: Date;
}

/** The newest dead letters of one key, or of those that end in `/id`. */
export async function findDeadLetters(db: Db, subject: string): Promise<KeptDeadLetter[]> {
  return db.query<KeptDeadLetter>(
    `select key, topic, consumer_group as "group", error as reason, failed_at as "failedAt"
     from log_dead_letter where key = $1 or right(key, length($1) + 1) = '/' || $1
     order by failed_at desc limit 20`,
    [keyText(subject)],
  );
}

/** Events of a topic that became dead letters since, unpublished or in one group, by their reason. */
export async function countDeadLetters(
  db: Db,
  { topic, group, since }: { topic: string; group: string; since: Date },
): Promise<{ reason: string; count: number }[]> {
  return db.query(
    `select error as reason, count(*)::int as count from log_dead_letter
     where topic = $1 and (consumer_group is null or consumer_group = $2) and failed_at >= $3
     group by 1 order by 2 desc limit 1000`,
    [topic, group, since],
  );
}

// An index row holds 2,704 bytes; a key of ours is shorter than any of these.
const maxKeyChars = 500;
const maxReasonChars = 2000;
const maxValueChars = 1_000_000;
const keptOfLargeChars = 10_000;

function rendered({ key, value, traceparent, reason }: DeadLetter) {
  return {
    key: keyText(key),
    value: valueJson(value),
    traceparent: traceparent?.slice(0, maxKeyChars) ?? null,
    reason: reason.slice(0, maxReasonChars),
  };
}

function keyText(key: string): string {
  return storableText(key.slice(0, maxKeyChars));
}

/** Renders any value: what is too deep is left out, and of what is too large only the beginning is kept. */
function valueJson(value: unknown): string {
  try {
    const json = storableJson(value);
    if (json.length <= maxValueChars) return json;
    return storableJson({ chars: json.length, beginning: json.slice(0, keptOfLargeChars) });
  } catch (error) {
    if (!(error instanceof AppError) || !isItemsOwn(error)) throw error;
    return storableJson({ notKept: error.message });
  }
}
