import type {
  AskedAnswer,
  AskedProblem,
  AskedPrompt,
  AskedUsage,
  FieldValues,
  RecordRef,
} from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

/** An ask that one enricher carries out. */
export interface ClaimedOrderedAsk {
  id: string;
  purpose: "preview" | "sample" | "evaluate";
  backfillId: string | null;
  /** Null for a labelled case. */
  ref: RecordRef | null;
  enrichment: string;
  definitionHash: string;
  model: string | null;
  orderedBy: string;
  /** What the model is known to answer need not be asked again. */
  usesKnown: boolean;
  /** As last read, or the case's inputs; null where the record is not known. */
  record: { fields: FieldValues; deleted: boolean } | null;
}

/** Whose claim it is, and for how long it counts without being renewed. */
export interface Holder {
  token: string;
  leaseMs: number;
}

/** Claims the next that wait, each for one holder alone. */
export async function claimOrderedAsks(
  db: Db,
  { token, leaseMs }: Holder,
  { purpose, limit }: { purpose: ClaimedOrderedAsk["purpose"]; limit: number },
): Promise<ClaimedOrderedAsk[]> {
  return db.query(
    `with next as (
       select id from ordered_ask
       where state = 'waiting' and purpose = $3 and (watched_until is null or watched_until > now())
       order by ordered_at, case_number limit $4 for update skip locked
     )
     update ordered_ask as ask set state = 'asking', claim_token = $1,
       lease_until = now() + $2 * interval '1 millisecond'
     from next where ask.id = next.id
     returning ask.id, purpose, backfill_id as "backfillId", enrichment, definition_hash as "definitionHash", model,
       ordered_by as "orderedBy",
       case when record_id is not null
         then jsonb_build_object('connection', connection, 'object', object, 'id', record_id) end as ref,
       coalesce((select uses_known from evaluation where evaluation.id = ask.evaluation_id), false) as "usesKnown",
       case when inputs is not null then jsonb_build_object('fields', inputs, 'deleted', false)
         else (select jsonb_build_object('fields', fields, 'deleted', deleted) from record
           where (record.record_id, record.connection, record.object)
             = (ask.record_id, ask.connection, ask.object)) end as record`,
    [token, leaseMs, purpose, limit],
  );
}

/** Renews what the holder still has; what is not returned is lost. */
export async function renewOrderedAsks(
  db: Db,
  { token, leaseMs }: Holder,
  ids: readonly string[],
): Promise<{ id: string; isStopped: boolean }[]> {
  return db.query(
    `update ordered_ask set lease_until = now() + $2 * interval '1 millisecond'
     where id = any($3::uuid[]) and claim_token = $1 and state = 'asking'
     returning id, is_stopped or coalesce(watched_until < now(), false) as "isStopped"`,
    [token, leaseMs, ids],
  );
}

/** What is told while an ask is under way. What is left out stays as it was told before. */
export interface AskNews {
  prompt?: AskedPrompt | undefined;
  partial?: object | undefined;
  answer?: AskedAnswer | undefined;
}

/** Tells whoever looks. False once the claim is lost. */
export async function tellOrderedAsk(
  db: Db,
  { id, token }: { id: string; token: string },
  { prompt, partial, answer }: AskNews,
): Promise<boolean> {
  const told = await db.query(
    `update ordered_ask set revision = revision + 1, prompt = coalesce($3::jsonb, prompt),
         partial = case when $5::jsonb is null then coalesce($4::jsonb, partial) end,
         answer = coalesce($5::jsonb, answer)
     where id = $1 and claim_token = $2 and state = 'asking' returning id`,
    [id, token, json(prompt), json(partial), json(answer)],
  );
  return told.length > 0;
}

/** How an ask ended. */
export interface OrderedAskEnd {
  state: "answered" | "failed" | "cancelled";
  /** Null if nothing was asked. */
  usage: AskedUsage | null;
  problem: AskedProblem | null;
}

/** Ends it, once: a claim that was lost ends nothing. */
export async function endOrderedAsk(
  db: Db,
  { id, token }: { id: string; token: string },
  { state, usage, problem }: OrderedAskEnd,
): Promise<void> {
  await db.query(
    `update ordered_ask set revision = revision + 1, state = $3, usage = $4::jsonb, problem = $5::jsonb,
         partial = null, claim_token = null, lease_until = null, ended_at = now()
     where id = $1 and claim_token = $2 and state = 'asking'`,
    [id, token, state, json(usage), json(problem)],
  );
}

/** Of the calls of an ask; of those that are not settled yet, the whole reservation counts. */
export interface CalledUsage {
  usage: Omit<AskedUsage, "durationMs">;
  unsettled: number;
}

/** What the attempts of an ask's calls used and are charged; undefined where there was none. */
export async function findAskedUsage(
  db: Db,
  callIds: readonly string[],
): Promise<CalledUsage | undefined> {
  const [row] = await db.query<CalledUsage["usage"] & { unsettled: number }>(
    `select (array_agg(provider order by attempt desc))[1] as provider,
       (array_agg(model order by attempt desc))[1] as model, count(*)::int as attempts,
       ${tokens("inputTokens")}, ${tokens("cachedInputTokens")}, ${tokens("outputTokens")},
       sum(coalesce(cost_nano_usd, reserved_nano_usd))::float8 as "chargedNanoUsd",
       coalesce(sum(reserved_nano_usd) filter (where cost_nano_usd is null), 0)::float8 as "heldNanoUsd",
       (count(*) filter (where settled_at is null))::int as unsettled
     from model_call where call_id = any($1::text[]) having count(*) > 0`,
    [callIds],
  );
  if (!row) return undefined;
  const { unsettled, ...usage } = row;
  return { usage, unsettled };
}

function tokens(name: string): string {
  return `coalesce(sum((usage->>'${name}')::int), 0)::int as "${name}"`;
}

function json(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : storableJson(value);
}
