import type { AnsweredOutputs, RecordRef } from "@fieldwork/contracts";
import { currentAnswerSql } from "../answers.ts";
import { columns } from "../columns.ts";
import type { Db } from "../database.ts";

/** A record's own question, and by what it is one with that of another record of its company. */
export interface SharedAsk {
  shareKey: string;
  fingerprint: string;
  ref: RecordRef;
}

export type SharedQuestion =
  /** Ask its own: it is the one for all, or has its answer already, or is not linked with the one that is. */
  | { kind: "own" }
  /** A linked record's question is under way, or about to be; by its fingerprint once it is. */
  | { kind: "asked"; fingerprint: string | null }
  | {
      kind: "answered";
      fingerprint: string;
      outputs: AnsweredOutputs;
      answeredAt: Date;
      costNanoUsd: bigint;
    };

/**
 * One result for each, in order: the first record of a company has its own question stand for all, until
 * the company's records ask for something else. One that is not asked, and has no answer, within
 * `graceMs` gives way to the next.
 */
export async function claimSharedQuestions(
  db: Db,
  { asks, graceMs }: { asks: readonly SharedAsk[]; graceMs: number },
): Promise<SharedQuestion[]> {
  const first = [...new Map(asks.toReversed().map((ask) => [ask.shareKey, ask])).values()];
  await db.query(
    `insert into shared_question as held (share_key, fingerprint, connection, object, record_id)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) order by 1
     on conflict (share_key) do update set fingerprint = excluded.fingerprint, connection = excluded.connection,
       object = excluded.object, record_id = excluded.record_id, claimed_at = now()
     where (held.record_id, held.connection, held.object) = (excluded.record_id, excluded.connection, excluded.object)
       or held.claimed_at < now() - $6 * interval '1 millisecond'
         and not exists (select from ${currentAnswerSql("held.fingerprint")}
           where current.state = 'answered' or current.lease_until > now())`,
    [...askColumns(first), graceMs],
  );
  const rows = await db.query<QuestionRow>(
    `select share_key || ' ' || asked.fingerprint || ' ' || asked.record_id || ' ' || asked.connection as key,
       held.fingerprint, current.state, current.lease_until > now() as "isLeased", current.outputs, current.answered_at as "answeredAt",
       current.cost_nano_usd::text as cost
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
       as asked (share_key, fingerprint, connection, object, record_id)
     join shared_question held using (share_key)
     left join ${currentAnswerSql("held.fingerprint")} on true
     where held.fingerprint <> asked.fingerprint
       and exists (select from company_link link where state in ('linked', 'confirmed') and (
         (link.record_id, link.connection, link.object, link.other_id, link.other_connection)
           = (asked.record_id, asked.connection, asked.object, held.record_id, held.connection)
         or (link.record_id, link.connection, link.object, link.other_id, link.other_connection)
           = (held.record_id, held.connection, held.object, asked.record_id, asked.connection)))
       and not exists (select from ${currentAnswerSql("asked.fingerprint")} where current.state = 'answered')`,
    askColumns(asks),
  );
  const found = new Map(rows.map((row) => [row.key, row]));
  return asks.map((ask) => questionOf(found.get(keyOf(ask))));
}

interface QuestionRow {
  key: string;
  fingerprint: string;
  state: "asking" | "answered" | null;
  isLeased: boolean | null;
  outputs: AnsweredOutputs | null;
  answeredAt: Date | null;
  cost: string | null;
}

function questionOf(row: QuestionRow | undefined): SharedQuestion {
  if (row === undefined) return { kind: "own" };
  const { fingerprint, state, isLeased, outputs, answeredAt, cost } = row;
  if (state !== "answered" || outputs === null || answeredAt === null) {
    return { kind: "asked", fingerprint: isLeased ? fingerprint : null };
  }
  return { kind: "answered", fingerprint, outputs, answeredAt, costNanoUsd: BigInt(cost ?? 0) };
}

function keyOf({ shareKey, fingerprint, ref }: SharedAsk): string {
  return [shareKey, fingerprint, ref.id, ref.connection].join(" ");
}

function askColumns(asks: readonly SharedAsk[]): unknown[][] {
  return columns(
    asks.map(({ ref, ...ask }) => ({ ...ref, ...ask })),
    ["shareKey", "fingerprint", "connection", "object", "id"],
  );
}
