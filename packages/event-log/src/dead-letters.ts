import type { Reason } from "@fieldwork/contracts";
import { AppError, isItemsOwn, storableJson, storableText } from "@fieldwork/runtime";
import { columns, type Db, reasonColumns } from "@fieldwork/store";

/** An event that cannot be handled or published, whatever it contains, and why. */
export interface DeadLetter {
  key: string;
  value: unknown;
  traceparent?: string | null | undefined;
  reason: Reason;
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
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, traceparent,
       reason_code, reason_detail)
     select $1, $2, $3, t.* from unnest($4::bigint[], $5::text[], $6::jsonb[], $7::text[], $8::text[], $9::jsonb[])
       as t (log_offset, key, value, traceparent, reason_code, reason_detail)
     on conflict do nothing`,
    [group, topic, partition, ...deadLetterColumns(deadLetters)],
  );
}

/** The columns of `unnest` that hold them: offset, key, value, traceparent, and the reason's code and detail. */
export function deadLetterColumns(deadLetters: readonly DeadLetterRow[]): unknown[][] {
  return columns(
    deadLetters.map((letter) => ({ ...rendered(letter), offset: letter.offset.toString() })),
    ["offset", "key", "value", "traceparent", "reasonCode", "reasonDetail"],
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
    `insert into log_dead_letter (topic, key, value, traceparent, reason_code, reason_detail)
     select $1, t.* from unnest($2::text[], $3::jsonb[], $4::text[], $5::text[], $6::jsonb[])
       as t (key, value, traceparent, reason_code, reason_detail)
     on conflict (topic, key) where log_offset is null do update set
       value = excluded.value, traceparent = excluded.traceparent, reason_code = excluded.reason_code,
       reason_detail = excluded.reason_detail, failed_at = now()`,
    [
      topic,
      ...columns(
        [...lastByKey.values()],
        ["key", "value", "traceparent", "reasonCode", "reasonDetail"],
      ),
    ],
  );
}

// An index row holds 2,704 bytes; a key of ours is shorter than any of these.
const maxKeyChars = 500;
const maxValueChars = 1_000_000;
const keptOfLargeChars = 10_000;

function rendered({ key, value, traceparent, reason }: DeadLetter) {
  return {
    key: keyText(key),
    value: valueJson(value),
    traceparent: traceparent?.slice(0, maxKeyChars) ?? null,
    ...reasonColumns(reason),
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
