import type { Db } from "@fieldwork/store";
import type { DeadLetterRow } from "../postgres/log-statements.ts";

/** Where an event stands, and which group could not handle it. */
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
    [
      group,
      topic,
      partition,
      deadLetters.map(({ offset }) => offset.toString()),
      deadLetters.map(({ key }) => storableText(key)),
      deadLetters.map(({ value }) => storableJson(value)),
      deadLetters.map(({ traceparent }) => (traceparent ? storableText(traceparent) : null)),
      deadLetters.map(({ error }) => storableText(error)),
    ],
  );
}

// PostgreSQL's text holds no NUL, and its jsonb neither that nor half a surrogate pair.
function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify({ base64: Buffer.from(json).toString("base64") });
}
